import Base
import Evaluation
import GoldcrestCLI
import Testing

@Suite struct VerificationReportTests {
  private let report = FidelityReport(
    golden: [[1, 0], [-1, 0]], ours: [[1, 0], [-0.5, 0]],
    context: .init(
      tokenMismatches: 1, routerAgreement: 0.75,
      details: FidelityDetails(
        texts: ["one\ntwo", "three"], languages: ["en", ""], tokenCounts: [4, 5],
        reroutedCounts: [3, nil])))
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
      "worst_texts": [
        ["index": 0, "cosine": 1.0, "tokens": 4, "rerouted_tokens": 3],
        ["index": 1, "cosine": 1.0, "tokens": 5, "rerouted_tokens": nil],
      ],
      "thresholds": ["min_cosine": 0.5, "min_centered_cosine": nil], "passed": true,
    ]
    #expect(report.json(thresholds) == expected)
  }

  @Test func `without experts the router agreement is null`() {
    let report = FidelityReport(golden: [[1, 0], [0, 1]], ours: [[1, 0], [0, 1]])
    #expect(report.json().object?["router_agreement"] == .null)
    #expect(report.json().object?["worst"]?.object?["text"] == .null)
  }

  @Test func `the text names the figures, the worst text on one line, and the verdict`() {
    let text = report.text(thresholds)
    #expect(text.contains("router agreement          0.750000"))
    #expect(text.contains("texts with other tokens          1"))
    #expect(
      text.contains(
        "worst text: 0 \"one two\", cosine 1.000000, 3 of 4 tokens to other experts\n"))
    #expect(text.hasSuffix("PASSED: mean cosine 1.00000000 against 0.5"))
    #expect(report.text(Thresholds(minCosine: 1.5)).contains("FAILED: mean cosine"))
    #expect(report.text().hasSuffix("PASSED: no threshold was set"))
  }

  @Test func `numbers are rounded to fixed places`() {
    #expect(Figures.fixed(0) == "0.000000")
    #expect(Figures.fixed(-0.0000001) == "0.000000")
    #expect(Figures.fixed(-1.5, 2) == "-1.50")
    #expect(Figures.fixed(0.9999996) == "1.000000")
    #expect(Figures.fixed(12.0345678, 4) == "12.0346")
    #expect(Figures.fixed(.nan) == "not finite")
  }

  @Test func `texts whose vectors have no direction are named`() {
    let report = FidelityReport(golden: [[1, 0], [0, 1]], ours: [[1, 0], [0, 0]])
    #expect(report.text().contains("1 texts, 1"))
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func `figures that are not finite are null, and fail without a threshold`(value: Float) throws {
    let report = FidelityReport(golden: [[1, 0], [0, 1]], ours: [[1, 0], [0, value]])
    #expect(report.text().hasSuffix("FAILED: a figure is not finite"))
    let json = try #require(report.json().object)
    #expect(json["passed"] == false)
    #expect(json["cosine"] == ["mean": nil, "min": nil, "p1": nil, "p50": nil])
    #expect(json["top10_overlap"] == .null)
    // The text is JSON: no NaN in it.
    #expect(try JSONValue(parsing: Array(report.json().text.utf8)) == report.json())
  }

  @Test func `published figures are reported one by one, with the verdict last`() throws {
    let figures = try PublishedFigures(
      parsing: Array(
        """
        {"schema_version": 1, "model": "tiny", "sources": {}, "token_ids": [], "pairs": [],
         "vector_prefixes": [], "notes": [{"figure": "an STS", "value": 0.5, "source": "s"}]}
        """.utf8), path: "p.json")
    let report = PublishedReport(
      model: "tiny",
      checks: [
        .init(
          kind: .tokenIDs, subject: "a", expected: "[0, 2]", found: "[0, 5, 2]", passed: false,
          source: "this test")
      ], notes: figures.notes)
    #expect(report.text.contains("published, not measured here:\n       an STS: 0.5\n"))
    #expect(report.text.hasSuffix("FAILED: 0 of 1 published figures"))
    let json = try #require(report.json.object)
    #expect(json.names == ["schema_version", "model", "checks", "not_measured", "passed"])
    #expect(json["passed"] == false)
    #expect(json["checks"]?.array?.first?.object?["source"] == "this test")
  }
}
