public import Base

extension FidelityReport {
  /// The report with the bars it was held to; figures that are not finite are `null`.
  public func json(_ thresholds: Thresholds = Thresholds()) -> JSONValue {
    [
      "schema_version": 1,
      "count": .integer(count),
      "cosine": cosine.json,
      "centered_cosine": centeredCosine.json,
      "top10_overlap": .finite(top10Overlap),
      "norm_ratio": normRatio.json,
      "router_agreement": .finite(routerAgreement),
      "token_mismatches": .integer(tokenMismatches),
      "languages": .array(languages.map(\.json)),
      "worst": [
        "index": .integer(worst.index),
        "text": worst.text.map { .string($0) } ?? .null,
        "cosine": .finite(worst.cosine),
      ],
      "thresholds": [
        "min_cosine": .finite(thresholds.minCosine),
        "min_centered_cosine": .finite(thresholds.minCenteredCosine),
      ],
      "passed": .bool(passes(thresholds)),
    ]
  }
}

extension Summary {
  var json: JSONValue {
    ["mean": .finite(mean), "min": .finite(min), "p1": .finite(p1), "p50": .finite(p50)]
  }
}

extension TextGroupFidelity {
  var json: JSONValue {
    [
      "language": .string(name),
      "count": .integer(count),
      "cosine": ["mean": .finite(cosine.mean), "min": .finite(cosine.min)],
      "centered_cosine": [
        "mean": .finite(centeredCosine.mean), "min": .finite(centeredCosine.min),
      ],
    ]
  }
}

extension JSONValue {
  /// The number, or `null` where there is none or it is NaN or infinite.
  static func finite(_ value: Double?) -> JSONValue {
    guard let value, value.isFinite else { return .null }
    return .number(value)
  }
}
