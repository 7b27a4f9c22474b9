import Evaluation
import Inference
import Testing

@Suite struct ReferenceTests {
  @Test func `a model agrees with itself wholly`() throws {
    let model = try TinyModel.model()
    let report = try Verifier.run(model: model, against: .model(model))
    #expect(report.count == 309)
    #expect(report.languages.count == 20)
    // Not 1: other tests may change OpenBLAS's thread count, and with it the last bits.
    #expect(report.cosine.min >= 0.999_999)
    #expect(report.centeredCosine.min >= 0.999_999)
    #expect(report.top10Overlap == 1)
    #expect(abs(report.normRatio.min - 1) <= 1e-5)
    #expect(report.routerAgreement == 1)
    #expect(report.tokenMismatches == 0)
  }

  @Test func `a model that is wrong in one place differs from the right one`() throws {
    let model = try TinyModel.variant(
      file: "config.json", "\"rotary_emb_base\": 10000", "\"rotary_emb_base\": 1000")
    let report = try Verifier.run(
      model: model, against: .model(TinyModel.model(), prompt: .named("query")), dimensions: 64)
    #expect(report.cosine.mean < 0.999_999)
    #expect(try #require(report.routerAgreement) < 1)
  }

  @Test func `a model without a tokenizer takes the other's ids, and two such none`() throws {
    let (model, bare) = (try TinyModel.model(), try TinyModel.model(tokenizer: false))
    let texts = [VerificationText("a"), VerificationText("b")]
    for (first, second) in [(model, bare), (bare, model)] {
      let report = try Verifier.run(model: first, against: .model(second, texts: texts))
      #expect(report.cosine.min >= 0.999_999)
      #expect(report.languages == [])
    }
    #expect(throws: EvaluationError.inference(.noTokenizer)) {
      try Verifier.run(model: bare, against: .model(bare, texts: texts))
    }
    #expect(throws: EvaluationError.noTexts(path: "texts")) {
      try Verifier.run(model: model, against: .model(model, texts: []))
    }
    #expect(throws: EvaluationError.self) {
      try Verifier.run(model: model, against: .model(model, texts: texts, prompt: .named("none")))
    }
  }
}
