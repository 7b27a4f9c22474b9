/// How close a model's vectors are to golden ones.
public struct FidelityReport: Sendable, Equatable {
  /// How many texts were compared.
  public let count: Int
  /// How many components were compared.
  public let dimensions: Int
  /// The cosine of each text's vector with the golden one.
  public let cosine: Summary
  /// The same after the mean golden vector was taken from both sides.
  public let centeredCosine: Summary
  /// The share of each text's ten nearest other texts that are the same, on average.
  public let top10Overlap: Double
  /// The lengths of our vectors divided by those of the golden ones.
  public let normRatio: Summary
  /// Whether `normRatio` is of the pooled vectors, before the normalisation.
  public let comparesPooledNorms: Bool
  /// The share of (token, expert layer) pairs that are given to the same set of experts, over the
  /// texts with equal ids; `nil` without experts or without golden routing.
  public let routerAgreement: Double?
  /// The number of texts whose ids are not those of the golden file.
  public let tokenMismatches: Int
  /// One row per language by its name; empty if no languages were given.
  public let languages: [TextGroupFidelity]
  /// The text with the lowest cosine.
  public let worst: WorstText
  /// Texts with a vector of length zero, as it is or centred: their cosine counts as 0.
  public let degenerate: [Int]
  /// Each text's cosine.
  public let cosines: [Double]
  /// Each text's centred cosine.
  public let centeredCosines: [Double]
  /// Texts, layers and experts one by one.
  public let details: FidelityDetails

  /// Whether all figures are finite and reach the bars.
  public func passes(_ thresholds: Thresholds) -> Bool {
    guard isFinite else { return false }
    return cosine.mean >= thresholds.minCosine ?? -1
      && centeredCosine.mean >= thresholds.minCenteredCosine ?? -1
  }

  /// Whether no figure is NaN or infinite.
  public var isFinite: Bool {
    cosine.isFinite && centeredCosine.isFinite && normRatio.isFinite && top10Overlap.isFinite
      && routerAgreement?.isFinite != false
  }

  /// The figures by name, in a fixed order, as a manifest keeps them.
  public var metrics: [(name: String, value: Double)] {
    var metrics = [(name: "dimensions", value: Double(dimensions))]
    for (name, summary) in [("cosine", cosine), ("centered_cosine", centeredCosine)] {
      metrics += [
        ("\(name).mean", summary.mean), ("\(name).min", summary.min), ("\(name).p1", summary.p1),
        ("\(name).p50", summary.p50),
      ]
    }
    metrics.append(("top10_overlap", top10Overlap))
    metrics.append(("norm_ratio.mean", normRatio.mean))
    if let routerAgreement { metrics.append(("router_agreement", routerAgreement)) }
    return metrics
  }
}

/// The fidelity of texts that have something in common, such as their language.
public struct TextGroupFidelity: Sendable, Equatable {
  /// What they have in common; a language as the golden file names it, empty for none.
  public let name: String
  /// How many texts they are.
  public let count: Int
  /// Their cosines.
  public let cosine: Summary
  /// Their centred cosines; the mean golden vector is that of all texts.
  public let centeredCosine: Summary
}

/// The text whose vector is furthest from the golden one.
public struct WorstText: Sendable, Equatable {
  /// Its index.
  public let index: Int
  /// The text itself, unless only ids were given.
  public let text: String?
  /// Its cosine.
  public let cosine: Double

  package init(index: Int, text: String?, cosine: Double) {
    self.index = index
    self.text = text
    self.cosine = cosine
  }
}
