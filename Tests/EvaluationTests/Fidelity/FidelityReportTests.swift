import Evaluation
import Testing

@Suite struct FidelityReportTests {
  private let golden: [[Float]] = [[1, 0], [0, 1], [0.6, 0.8], [0.8, 0.6]]

  @Test func `identical vectors give 1 everywhere`() {
    let report = FidelityReport(golden: golden, ours: golden)
    for summary in [report.cosine, report.centeredCosine, report.normRatio] {
      #expect([summary.mean, summary.min, summary.p1, summary.p50] == [1, 1, 1, 1])
    }
    #expect(report.top10Overlap == 1)
    #expect(report.degenerate == [])
    #expect(report.passes(Thresholds(minCosine: 1, minCenteredCosine: 1)))
  }

  @Test func `centering takes the golden mean from both sides`() {
    // The mean is (1, 0); golden centered (0, 1) and (0, -1), ours (0, -1) and (0, -1).
    let report = FidelityReport(golden: [[1, 1], [1, -1]], ours: [[1, -1], [1, -1]])
    #expect(report.cosines == [0, 1])
    #expect(report.centeredCosines == [-1, 1])
    #expect(report.centeredCosine.mean == 0)
  }

  @Test func `what all texts share flatters the plain cosine only`() {
    let golden: [[Float]] = [[100, 1, 0], [100, 0, 1], [100, -1, -1]]
    let ours: [[Float]] = [[100, 0, 1], [100, -1, -1], [100, 1, 0]]
    let report = FidelityReport(golden: golden, ours: ours)
    #expect(report.cosine.min > 0.999)
    #expect(report.centeredCosine.mean < 0)
  }

  @Test func `the norm ratio is ours over golden, of the pooled vectors where they are given`() {
    let report = FidelityReport(golden: [[3, 4], [0, 2]], ours: [[6, 8], [0, 1]])
    #expect([report.normRatio.mean, report.normRatio.min] == [1.25, 0.5])
    #expect(!report.comparesPooledNorms)
    let pooled = FidelityReport(
      golden: [[3, 4], [0, 2]], ours: [[6, 8], [0, 1]],
      context: .init(pooledNorms: (golden: [2, 4], ours: [3, 4])))
    #expect([pooled.normRatio.mean, pooled.normRatio.min] == [1.25, 1])
    #expect(pooled.comparesPooledNorms)
  }

  @Test func `a vector of length zero counts as cosine 0 and is named`() {
    var ours = golden
    ours[2] = [0, 0]
    let report = FidelityReport(golden: golden, ours: ours)
    #expect(report.cosines[2] == 0)
    #expect(report.degenerate == [2])
    #expect(report.isFinite)
    #expect(report.worst == WorstText(index: 2, text: nil, cosine: 0))
  }

  @Test func `one text has no centered direction`() {
    let report = FidelityReport(golden: [[1, 2]], ours: [[1, 2]])
    #expect(report.cosine.min == 1)
    #expect(report.centeredCosine.mean == 0)
    #expect(report.degenerate == [0])
  }

  @Test func `a golden vector of length zero makes no report pass`() {
    let report = FidelityReport(golden: [[0, 0], [1, 0]], ours: [[1, 0], [1, 0]])
    #expect(!report.isFinite)
    #expect(!report.passes(Thresholds()))
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func `a value that is not finite fails under any threshold`(value: Float) {
    var ours = golden
    ours[3][1] = value
    let report = FidelityReport(golden: golden, ours: ours)
    #expect(!report.passes(Thresholds()))
    #expect(!report.passes(Thresholds(minCosine: -1, minCenteredCosine: -1)))
    #expect(report.worst.index == 3)
  }

  @Test func `thresholds are for the means and inclusive`() {
    let report = FidelityReport(golden: [[1, 0], [0, 1]], ours: [[1, 0], [0.6, 0.8]])
    #expect(report.passes(Thresholds(minCosine: report.cosine.mean)))
    #expect(!report.passes(Thresholds(minCosine: report.cosine.mean.nextUp)))
    #expect(report.passes(Thresholds(minCenteredCosine: report.centeredCosine.mean)))
    #expect(!report.passes(Thresholds(minCenteredCosine: report.centeredCosine.mean.nextUp)))
  }

  @Test func `languages are rows by name, and the worst text is the first of the lowest`() {
    let ours: [[Float]] = [[1, 0], [1, 0], [0.6, 0.8], [0.6, -0.8]]
    let report = FidelityReport(
      golden: golden, ours: ours,
      context: .init(
        details: FidelityDetails(
          texts: ["a", "b", "c", "d"], languages: ["fr", "de", "fr", ""])))
    #expect(report.languages.map(\.name) == ["", "de", "fr"])
    #expect(report.languages.map(\.count) == [1, 1, 2])
    #expect(report.languages[2].cosine.mean == 1)
    #expect(report.languages[1].cosine.min == 0)
    #expect(report.worst == WorstText(index: 1, text: "b", cosine: 0))
  }

  @Test func `the manifest's figures have names that a manifest takes`() {
    let report = FidelityReport(
      golden: golden, ours: golden, context: .init(routerAgreement: 0.75))
    #expect(
      report.metrics.map(\.name) == [
        "dimensions", "cosine.mean", "cosine.min", "cosine.p1", "cosine.p50",
        "centered_cosine.mean",
        "centered_cosine.min", "centered_cosine.p1", "centered_cosine.p50", "top10_overlap",
        "norm_ratio.mean", "router_agreement",
      ])
    let plain = FidelityReport(golden: golden, ours: golden)
    #expect(!plain.metrics.map(\.name).contains("router_agreement"))
  }
}
