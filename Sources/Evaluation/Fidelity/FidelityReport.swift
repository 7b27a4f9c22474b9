/// How close a model's vectors are to golden ones.
package struct FidelityReport: Sendable, Equatable {
  /// How many texts were compared.
  package let count: Int
  /// How many components were compared.
  package let dimensions: Int
  /// The cosine of each text's vector with the golden one.
  package let cosine: Summary
  /// The same after the mean golden vector was taken from both sides.
  package let centeredCosine: Summary
  /// The share of each text's ten nearest other texts that are the same, on average.
  package let top10Overlap: Double
  /// The lengths of our vectors divided by those of the golden ones.
  package let normRatio: Summary
  /// Whether `normRatio` is of the pooled vectors, before the normalisation.
  package let comparesPooledNorms: Bool
  /// The share of (token, expert layer) pairs that are given to the same set of experts, over the
  /// texts with equal ids; `nil` without experts or without golden routing.
  package let routerAgreement: Double?
  /// The number of texts whose ids are not those of the golden file.
  package let tokenMismatches: Int
  /// One row per language by its name; empty if no languages were given.
  package let languages: [TextGroupFidelity]
  /// The text with the lowest cosine.
  package let worst: WorstText
  /// Texts with a vector of length zero, as it is or centered: their cosine counts as 0.
  package let degenerate: [Int]
  package let cosines: [Double]
  package let centeredCosines: [Double]
  /// Texts, layers and experts one by one.
  package let details: FidelityDetails

  /// Whether all figures are finite and reach the thresholds.
  package func passes(_ thresholds: Thresholds) -> Bool {
    guard isFinite else { return false }
    return cosine.mean >= thresholds.minCosine ?? -1
      && centeredCosine.mean >= thresholds.minCenteredCosine ?? -1
  }

  /// Whether no figure is NaN or infinite.
  package var isFinite: Bool {
    cosine.isFinite && centeredCosine.isFinite && normRatio.isFinite && top10Overlap.isFinite
      && routerAgreement?.isFinite != false
  }

  /// The figures by name, in a fixed order, as a manifest keeps them.
  package var metrics: [(name: String, value: Double)] {
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

/// The text whose vector is furthest from the golden one.
package struct WorstText: Sendable, Equatable {
  package let index: Int
  /// The text itself, unless only ids were given.
  package let text: String?
  package let cosine: Double

  package init(index: Int, text: String?, cosine: Double) {
    self.index = index
    self.text = text
    self.cosine = cosine
  }
}

/// What a report shows besides its figures: single texts, layers and experts.
package struct FidelityDetails: Sendable, Equatable {
  /// The texts without their prompts, unless only ids were given.
  package var texts: [String]?
  /// The language of each text, empty for none, if any was given.
  package var languages: [String]?
  /// How many tokens the model made of each text.
  package var tokenCounts: [Int]
  /// How many tokens of each text are given to other experts than the reference's in at least one
  /// layer; `nil` where that was not compared, empty if it was for no text.
  package var reroutedCounts: [Int?]
  /// How far the hidden states are apart; empty if that was not measured.
  package var states: [StateFidelity]
  /// The texts whose hidden states were compared.
  package var stateTextCount: Int
  /// The routing in every layer with experts.
  package var routing: [RoutingFidelity]

  package init(
    texts: [String]? = nil, languages: [String]? = nil, tokenCounts: [Int] = [],
    reroutedCounts: [Int?] = [], states: [StateFidelity] = [], stateTextCount: Int = 0,
    routing: [RoutingFidelity] = []
  ) {
    self.texts = texts
    self.languages = languages
    self.tokenCounts = tokenCounts
    self.reroutedCounts = reroutedCounts
    self.states = states
    self.stateTextCount = stateTextCount
    self.routing = routing
  }
}

/// What a model must reach to pass a verification.
package struct Thresholds: Sendable, Equatable {
  /// The least mean cosine; `nil` for any.
  package var minCosine: Double?
  /// The least mean centered cosine; `nil` for any.
  package var minCenteredCosine: Double?

  /// Both are for the mean over all texts; without one, any finite figure passes.
  package init(minCosine: Double? = nil, minCenteredCosine: Double? = nil) {
    self.minCosine = minCosine
    self.minCenteredCosine = minCenteredCosine
  }

  /// The minimum mean cosine of `usual`.
  package static let usualMinCosine = 0.99
  /// What a model is held to unless something else is asked for.
  package static let usual = Thresholds(minCosine: usualMinCosine)
}

extension FidelityReport {
  /// What a report says besides the vectors.
  package struct Context {
    package var tokenMismatches: Int
    package var routerAgreement: Double?
    /// The lengths of the pooled vectors, golden and ours.
    package var pooledNorms: (golden: [Double], ours: [Double])?
    /// Whether both sides are compared at length 1.
    package var comparesDirections: Bool
    package var details: FidelityDetails

    package init(
      tokenMismatches: Int = 0, routerAgreement: Double? = nil,
      pooledNorms: (golden: [Double], ours: [Double])? = nil, comparesDirections: Bool = false,
      details: FidelityDetails = FidelityDetails()
    ) {
      self.tokenMismatches = tokenMismatches
      self.routerAgreement = routerAgreement
      self.pooledNorms = pooledNorms
      self.comparesDirections = comparesDirections
      self.details = details
    }
  }

  /// Compares `ours` with `golden`, both `[N][D]`.
  package init(golden: [[Float]], ours: [[Float]], context: Context = Context()) {
    let comparison = VectorComparison(
      golden: golden, ours: ours, comparesDirections: context.comparesDirections)
    let (cosines, centered) = (comparison.cosines, comparison.centeredCosines)
    count = golden.count
    dimensions = golden[0].count
    cosine = Summary(of: cosines)
    centeredCosine = Summary(of: centered)
    top10Overlap = comparison.overlap
    normRatio = Summary(
      of: context.pooledNorms.map { VectorComparison.ratios(golden: $0.golden, ours: $0.ours) }
        ?? comparison.normRatios)
    comparesPooledNorms = context.pooledNorms != nil
    routerAgreement = context.routerAgreement
    tokenMismatches = context.tokenMismatches
    languages = FidelityReport.groups(context.details.languages ?? [], cosines, centered)
    let worst = FidelityReport.worst(cosines)
    self.worst = WorstText(
      index: worst, text: context.details.texts.map { $0[worst] }, cosine: cosines[worst])
    degenerate = comparison.degenerate
    self.cosines = cosines
    centeredCosines = centered
    details = context.details
  }

  /// The index of the lowest value, the first of several; NaN is lower than any.
  private static func worst(_ cosines: [Double]) -> Int {
    if let index = cosines.firstIndex(where: \.isNaN) { return index }
    return cosines.indices.reduce(0) { cosines[$1] < cosines[$0] ? $1 : $0 }
  }

  /// The texts by the name of their group, groups in the order of their names.
  static func groups<Name: Hashable & Comparable>(
    _ names: [Name], _ cosines: [Double], _ centered: [Double]
  ) -> [TextGroupFidelity] {
    let rows = Dictionary(grouping: names.indices) { names[$0] }
    return rows.sorted { $0.key < $1.key }.map { name, indices in
      TextGroupFidelity(
        name: "\(name)", count: indices.count, cosine: Summary(of: indices.map { cosines[$0] }),
        centeredCosine: Summary(of: indices.map { centered[$0] }))
    }
  }
}

/// Mean, smallest value and two percentiles of a list of figures.
package struct Summary: Sendable, Equatable {
  /// The arithmetic mean.
  package let mean: Double
  /// The smallest value.
  package let min: Double
  /// The first percentile: of fewer than 101 values the smallest.
  package let p1: Double
  /// The median; of an even number of values the lower of the two in the middle.
  package let p50: Double

  /// Summarises `values`; if one of them is NaN or infinite, or there is none, everything is NaN.
  package init(of values: [Double]) {
    guard !values.isEmpty, values.allSatisfy(\.isFinite) else {
      (mean, min, p1, p50) = (.nan, .nan, .nan, .nan)
      return
    }
    let sorted = values.sorted()
    mean = values.reduce(0, +) / Double(values.count)
    min = sorted[0]
    p1 = Summary.percentile(1, of: sorted)
    p50 = Summary.percentile(50, of: sorted)
  }

  /// Whether no value that was summarised was NaN or infinite.
  package var isFinite: Bool { mean.isFinite }

  /// The percentile by nearest rank: the smallest value that at least `percent` of 100 values do
  /// not exceed, `sorted[ceil(percent / 100 x N) - 1]`.
  ///
  /// - Precondition: `sorted` ascends and is not empty, and `percent` is from 1 to 100.
  static func percentile(_ percent: Int, of sorted: [Double]) -> Double {
    precondition((1...100).contains(percent) && !sorted.isEmpty)
    return sorted[(percent * sorted.count + 99) / 100 - 1]
  }
}
