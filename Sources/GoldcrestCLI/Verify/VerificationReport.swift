package import Base
package import Evaluation

extension FidelityReport {
  /// The report for a person, several lines without a newline at the end.
  package func text(_ thresholds: Thresholds = Thresholds()) -> String {
    var figures = TextTable(header: ["\(count) texts", "mean", "min", "p1", "p50"])
    figures.append(["cosine"] + cells(cosine))
    figures.append(["centered cosine"] + cells(centeredCosine))
    figures.append(
      [comparesPooledNorms ? "norm ratio (pooled)" : "norm ratio"] + cells(normRatio))
    var single = TextTable()
    single.append("top-10 neighbour overlap", Figures.fixed(top10Overlap, 4))
    single.append("router agreement", routerAgreement.map { Figures.fixed($0) } ?? "-")
    single.append("texts with other tokens", "\(tokenMismatches)")
    var lines = [figures.text, "", single.text]
    if !languages.isEmpty {
      lines.append("")
      var table = TextTable(
        header: ["language", "texts", "cosine mean", "min", "centered mean", "min"])
      for row in languages {
        table.append(
          [row.name.isEmpty ? "-" : row.name, "\(row.count)"]
            + [row.cosine, row.centeredCosine].flatMap {
              [Figures.fixed($0.mean), Figures.fixed($0.min)]
            })
      }
      lines.append(table.text)
    }
    lines.append("")
    let text = worst.text.map { " \"\(Figures.excerpt($0))\"" } ?? ""
    let rerouted = rerouted(worst.index).map { ", \($0)" } ?? ""
    lines.append(
      "worst text: \(worst.index)\(text), cosine \(Figures.fixed(worst.cosine))\(rerouted)")
    if !degenerate.isEmpty {
      let indices = degenerate.prefix(10).map(String.init).joined(separator: ", ")
      lines.append(
        "vectors without a direction (as they are or centered), cosine counted as 0: "
          + "\(degenerate.count) texts, \(indices)\(degenerate.count > 10 ? ", …" : "")")
    }
    lines.append(verdict(thresholds))
    return lines.joined(separator: "\n")
  }

  /// How many tokens of a text go to other experts, in words; `nil` if that is not known.
  func rerouted(_ text: Int) -> String? {
    guard details.reroutedCounts.indices.contains(text), let count = details.reroutedCounts[text]
    else { return nil }
    return "\(count) of \(details.tokenCounts[text]) tokens to other experts"
  }

  /// PASSED or FAILED, and why.
  func verdict(_ thresholds: Thresholds) -> String {
    "\(passes(thresholds) ? "PASSED" : "FAILED"): \(reason(thresholds))"
  }

  /// Why it passes or fails: the figures and their thresholds.
  func reason(_ thresholds: Thresholds) -> String {
    var figures: [String] = []
    if let threshold = thresholds.minCosine {
      figures.append("mean cosine \(Figures.fixed(cosine.mean, 8)) against \(threshold)")
    }
    if let threshold = thresholds.minCenteredCosine {
      figures.append(
        "mean centered cosine \(Figures.fixed(centeredCosine.mean, 8)) against \(threshold)")
    }
    if !isFinite { figures.append("a figure is not finite") }
    return figures.isEmpty ? "no threshold was set" : figures.joined(separator: ", ")
  }

  private func cells(_ summary: Summary) -> [String] {
    [summary.mean, summary.min, summary.p1, summary.p50].map { Figures.fixed($0) }
  }
}

extension FidelityReport {
  /// The report with the thresholds it was held to; figures that are not finite are `null`.
  package func json(_ thresholds: Thresholds = Thresholds()) -> JSONValue {
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
      "worst_texts": .array(worstFirst.prefix(12).map(worstText)),
      "thresholds": [
        "min_cosine": .finite(thresholds.minCosine),
        "min_centered_cosine": .finite(thresholds.minCenteredCosine),
      ],
      "passed": .bool(passes(thresholds)),
    ]
  }
}

extension FidelityReport {
  private func worstText(_ index: Int) -> JSONValue {
    let counts = details.tokenCounts
    let rerouted = details.reroutedCounts
    return [
      "index": .integer(index),
      "cosine": .finite(cosines[index]),
      "tokens": counts.indices.contains(index) ? .integer(counts[index]) : .null,
      "rerouted_tokens": rerouted.indices.contains(index)
        ? rerouted[index].map { .integer($0) } ?? .null : .null,
    ]
  }
}

extension Summary {
  fileprivate var json: JSONValue {
    ["mean": .finite(mean), "min": .finite(min), "p1": .finite(p1), "p50": .finite(p50)]
  }
}

extension TextGroupFidelity {
  fileprivate var json: JSONValue {
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
  fileprivate static func finite(_ value: Double?) -> JSONValue {
    guard let value, value.isFinite else { return .null }
    return .number(value)
  }
}

extension PublishedReport {
  package var json: JSONValue {
    [
      "schema_version": 1,
      "model": .string(model),
      "checks": .array(
        checks.map { check in
          [
            "kind": .string(check.kind.rawValue), "subject": .string(check.subject),
            "expected": .string(check.expected), "found": .string(check.found),
            "passed": .bool(check.passed), "source": .string(check.source),
          ]
        }),
      "not_measured": .array(
        notes.map { note in
          [
            "figure": .string(note.figure), "value": .number(note.value),
            "source": .string(note.source),
          ]
        }),
      "passed": .bool(passed),
    ]
  }

  /// The report for a person, several lines without a newline at the end.
  package var text: String {
    let lines = checks.flatMap { check in
      [
        "\(check.passed ? "ok    " : "FAILED") \(check.kind.rawValue) "
          + "\"\(Figures.excerpt(check.subject))\"",
        "       expected \(check.expected)", "       found    \(check.found)",
      ]
    }
    let met = checks.count { $0.passed }
    let others =
      notes.isEmpty
      ? [] : ["published, not measured here:"] + notes.map { "       \($0.figure): \($0.value)" }
    return
      (lines + others + [
        "\(passed ? "PASSED" : "FAILED"): \(met) of \(checks.count) published figures"
      ])
      .joined(separator: "\n")
  }
}
