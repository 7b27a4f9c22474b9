import Base
import Evaluation
import Testing

@Suite struct FidelityReportOutputTests {
  private let report = FidelityReport(
    golden: [[1, 0], [-1, 0]], ours: [[1, 0], [-0.5, 0]],
    context: .init(
      tokenMismatches: 1, routerAgreement: 0.75,
      details: FidelityDetails(texts: ["one\ntwo", "three"], languages: ["en", ""])))
  private let thresholds = Thresholds(minCosine: 0.5)

  @Test func `the JSON has exactly the documented keys`() {
    let one: JSONValue = ["mean": 1.0, "min": 1.0, "p1": 1.0, "p50": 1.0]
    let short: JSONValue = ["mean": 1.0, "min": 1.0]
    let expected: JSONValue = [
      "schema_version": 1, "count": 2, "cosine": one, "centered_cosine": one,
      "top10_overlap": 1.0, "norm_ratio": ["mean": 0.75, "min": 0.5, "p1": 0.5, "p50": 0.5],
      "router_agreement": 0.75, "token_mismatches": 1,
      "languages": [
        ["language": "", "count": 1, "cosine": short, "centered_cosine": short],
        ["language": "en", "count": 1, "cosine": short, "centered_cosine": short],
      ],
      "worst": ["index": 0, "text": "one\ntwo", "cosine": 1.0],
      "thresholds": ["min_cosine": 0.5, "min_centered_cosine": nil], "passed": true,
    ]
    #expect(report.json(thresholds) == expected)
  }

  @Test func `without experts the router agreement is null`() {
    let report = FidelityReport(golden: [[1, 0], [0, 1]], ours: [[1, 0], [0, 1]])
    #expect(report.json().object?["router_agreement"] == .null)
    #expect(report.json().object?["worst"]?.object?["text"] == .null)
    #expect(report.metrics.map(\.name).contains("router_agreement") == false)
  }

  @Test func `the text names the figures, the worst text on one line, and the verdict`() {
    let text = report.text(thresholds)
    #expect(text.contains("router agreement          0.750000"))
    #expect(text.contains("texts with other tokens          1"))
    #expect(text.contains("worst text: 0 \"one two\", cosine 1.000000"))
    #expect(text.hasSuffix("PASSED: mean cosine 1.00000000 against 0.5"))
    #expect(report.text(Thresholds(minCosine: 1.5)).contains("FAILED: mean cosine"))
    #expect(report.text().hasSuffix("PASSED: no bar was set"))
  }

  @Test func `the manifest's figures have names that a manifest takes`() {
    #expect(
      report.metrics.map(\.name) == [
        "dimensions", "cosine.mean", "cosine.min", "cosine.p1", "cosine.p50",
        "centered_cosine.mean",
        "centered_cosine.min", "centered_cosine.p1", "centered_cosine.p50", "top10_overlap",
        "norm_ratio.mean", "router_agreement",
      ])
  }

  @Test func `numbers are rounded to fixed places`() {
    #expect(Table.fixed(0) == "0.000000")
    #expect(Table.fixed(-0.0000001) == "0.000000")
    #expect(Table.fixed(-1.5, 2) == "-1.50")
    #expect(Table.fixed(0.9999996) == "1.000000")
    #expect(Table.fixed(12.0345678, 4) == "12.0346")
    #expect(Table.fixed(.nan) == "not finite")
  }
}
