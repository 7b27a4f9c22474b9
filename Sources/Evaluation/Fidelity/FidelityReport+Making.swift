extension FidelityReport {
  /// What a report says beside the vectors.
  package struct Context {
    package var tokenMismatches: Int
    package var routerAgreement: Double?
    /// The lengths of the pooled vectors, golden and ours.
    package var pooledNorms: (golden: [Double], ours: [Double])?
    package var details: FidelityDetails

    package init(
      tokenMismatches: Int = 0, routerAgreement: Double? = nil,
      pooledNorms: (golden: [Double], ours: [Double])? = nil,
      details: FidelityDetails = FidelityDetails()
    ) {
      self.tokenMismatches = tokenMismatches
      self.routerAgreement = routerAgreement
      self.pooledNorms = pooledNorms
      self.details = details
    }
  }

  /// Compares `ours` with `golden`, both `[N][D]`.
  package init(golden: [[Float]], ours: [[Float]], context: Context = Context()) {
    let comparison = VectorComparison(golden: golden, ours: ours)
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
