import Evaluation
import TestSupport
import Testing

/// Texts, layers and experts one by one.
@Suite struct DetailTests {
  @Test func `the golden's hidden states are compared where the file has them`() throws {
    let (model, golden) = (try TinyModel.model(), try TinyModel.golden())
    let report = try Verifier.run(model: model, against: .golden(golden), comparesStates: true)
    #expect(report.details.states.count == 5)
    #expect(report.details.stateTextCount == 3)
    for state in report.details.states {
      // Relative; measured 6e-7.
      #expect(state.relativeError <= 1e-5)
      #expect(state.cosine >= 0.999_999)
    }
    #expect(try Verifier.run(model: model, against: .golden(golden)).details.states == [])
  }

  @Test func `a model that is wrong in one place differs from that layer on`() throws {
    let model = try TinyModel.variant(
      file: "config.json", "\"rotary_emb_base\": 10000", "\"rotary_emb_base\": 1000")
    let states = try Verifier.run(
      model: model, against: .model(TinyModel.model()), comparesStates: true
    ).details.states
    #expect(states.count == 5)
    // The embeddings come before any rotation.
    #expect(states[0].relativeError == 0 && states[0].cosine == 1)
    #expect(states[1...].allSatisfy { $0.relativeError > 0.001 && $0.cosine < 1 })
  }

  @Test func `every token of every layer with experts is counted`() throws {
    let (model, golden) = (try TinyModel.model(), try TinyModel.golden())
    let details = try Verifier.run(model: model, against: .golden(golden)).details
    let tokens = try #require(golden.inputIDs).reduce(0) { $0 + $1.count }
    #expect(details.tokenCounts.reduce(0, +) == tokens)
    #expect(details.routing.map(\.layer) == [1, 3])
    for layer in details.routing {
      #expect(layer.agreement == 1)
      #expect(layer.tokenCounts.reduce(0, +) == 2 * tokens)
      #expect(layer.tokenCounts == layer.referenceTokenCounts)
    }
    let alone = try Verifier.run(model: model, against: .model(model)).details
    #expect(alone.routing.allSatisfy { $0.agreement == 1 })
  }

  @Test func `a state's error is the length of the differences by the reference's`() {
    var comparison = StateComparison(stateCount: 2, width: 2)
    #expect(comparison.result.states == [])
    comparison.add(state: 0, expected: [3, 0, 0, 4], found: [3, 0, 4, 0])
    comparison.add(state: 1, expected: [1, 0], found: [.nan, 0])
    comparison.count(texts: 1)
    let (states, count) = comparison.result
    #expect(count == 1)
    // |(0, 0, 4, -4)| / |(3, 0, 0, 4)|
    #expect(abs(states[0].relativeError - (32.0 / 25).squareRoot()) <= 1e-15)
    #expect(states[0].cosine == 0.5)
    #expect(states[1].relativeError.isNaN && states[1].cosine.isNaN)
  }

  @Test func `texts are grouped by length and by script`() {
    let texts = ["Bahnhof", "вокзал", "駅はどこ", "我们", "42!", "ელ", "a вокзал", "กา"]
    let vectors = texts.map { _ in [Float(1), 0] }
    let report = FidelityReport(
      golden: vectors, ours: vectors,
      context: .init(
        details: FidelityDetails(texts: texts, tokenCounts: [1, 8, 9, 16, 17, 32, 33, 512])))
    #expect(report.lengths.map(\.name) == ["1–8", "9–16", "17–32", "33–64", "257–512"])
    #expect(report.lengths.map(\.count) == [2, 2, 2, 1, 1])
    #expect(
      report.scripts.map { "\($0.name) \($0.count)" } == [
        "Cyrillic 2", "Georgian 1", "Han 1", "Japanese 1", "Latin 1", "Thai 1", "no letters 1",
      ])
  }

  @Test func `the worst text comes first, and what is not a number before it`() {
    let report = FidelityReport(
      golden: [[1, 0], [1, 0], [1, 0], [1, 0]],
      ours: [[1, 0], [0.6, 0.8], [.nan, 0], [0.6, 0.8]])
    #expect(report.worstFirst == [2, 1, 3, 0])
  }
}
