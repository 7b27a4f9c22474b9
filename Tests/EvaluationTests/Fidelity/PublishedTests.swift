import TestSupport
import Base
import Evaluation
import Inference
import Testing

@Suite struct PublishedTests {
  /// Figures for the tiny model: its own ids and cosine, and components as the model gives them.
  private func figures(_ model: EmbeddingModel, cosine: String) throws -> PublishedFigures {
    let text = "search_document: Hello!"
    let golden = try TinyModel.golden()
    #expect(golden.texts?.first == text)
    let ids = try #require(golden.inputIDs?.first)
    let vector = try model.embed(texts: [text], prompt: .text(""))[0]
    // Published before the normalisation: any length.
    let prefix = vector.prefix(10).map { Double($0) * 7 }
    let json = """
      {"schema_version": 1, "model": "tiny", "sources": {"s": "this test"},
       "token_ids": [{"text": "\(text)", "ids": \(ids), "source": "s"}],
       "pairs": [{"first": "\(text)", "second": "search_document: ¡Hola!", "cosine": \(cosine),
                  "tolerance": 0.0005, "source": "s"}],
       "vector_prefixes": [{"text": "\(text)", "dimensions": 128, "normalized": false,
                  "prefix": \(prefix), "minimum_cosine": 0.9999, "source": "s"}]}
      """
    return try PublishedFigures(parsing: Array(json.utf8), path: "tiny.json")
  }

  @Test func `figures that a model meets pass, one by one`() throws {
    let model = try TinyModel.model()
    let (first, second) = ("search_document: Hello!", "search_document: ¡Hola!")
    let vectors = try model.embed(texts: [first, second], prompt: .text(""))
    let cosine = Cosine.of(vectors[0], vectors[1])
    // The tiny model's README says 0.92.
    #expect(abs(cosine - 0.92) <= 0.005)
    let near = try Verifier.published(
      model: model, figures: figures(model, cosine: "\(cosine + 0.0004)"))
    #expect(near.passed)
    #expect(near.checks.map(\.kind) == [.tokenIDs, .pair, .vectorPrefix])
    #expect(near.checks.allSatisfy { $0.source == "this test" })
    let far = try figures(model, cosine: "\(cosine - 0.001)")
    #expect(
      try Verifier.published(model: model, figures: far).checks.map(\.passed) == [
        true, false, true,
      ])
    #expect(try Verifier.published(model: model, figures: far, tolerances: .quantized).passed)
  }

  @Test func `another model's figures fail, each with what was found`() throws {
    let figures = try PublishedFigures(path: Repository.path(PublishedFiguresTests.file))
    let report = try Verifier.published(model: TinyModel.model(), figures: figures)
    #expect(!report.passed)
    #expect(report.checks.count == 7)
    let prefix = try #require(report.checks.last)
    #expect(!prefix.passed)
    #expect(prefix.found == "128 dimensions")
  }

  @Test func `a model without a tokenizer cannot be held to published figures`() throws {
    let figures = try PublishedFigures(path: Repository.path(PublishedFiguresTests.file))
    #expect(throws: EvaluationError.inference(.noTokenizer)) {
      try Verifier.published(model: TinyModel.model(tokenizer: false), figures: figures)
    }
  }
}
