import HuggingFace
import Model
import Base
import Conversion
import Inference
import TestSupport
import Testing
import Tokenization

/// What a model takes, and how it refuses the rest.
@Suite struct InputTests {
  @Test func `a smaller size is the beginning of the vector, normalised`() throws {
    try TemporaryFolder.with { folder in
      let source = try SourceModel(
        path: TinyModel.path, options: SourceOptions(matryoshka: [64, 32]))
      let file = try Tiny.convert(source, .int8, to: folder.path("a.crest"))
      let model = try EmbeddingModel(file: file)
      #expect(model.sentence.dimensions == [128, 64, 32])
      let text = ["search_query: where is the station?"]
      let whole = try model.embed(texts: text, prompt: .text(""))[0]
      for size in [128, 64, 32] {
        let found = try model.embed(texts: text, prompt: .text(""), dimensions: size)[0]
        #expect(found.count == size)
        let length = found.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
        #expect(abs(length - 1) < 1e-6)
        #expect(Vectors.cosine(found, Array(whole.prefix(size))) > 1 - 1e-12)
      }
      for size in [0, -1, 63, 127, 129, Int.max] {
        #expect(
          throws: InferenceError.unsupportedDimensions(expected: [128, 64, 32], found: size)
        ) { try model.embed(texts: text, dimensions: size) }
      }
    }
  }

  @Test func `a model that lists no sizes has its own only`() throws {
    let model = try Tiny.model()
    #expect(try model.embed(texts: ["a"], dimensions: 128)[0].count == 128)
    #expect(throws: InferenceError.unsupportedDimensions(expected: [128], found: 64)) {
      try model.embed(texts: ["a"], dimensions: 64)
    }
  }

  @Test func `a prompt is put before the text, by name or as it stands`() throws {
    let model = try Tiny.model()
    let wanted = try model.embed(texts: ["search_query: a"], prompt: .text(""))
    #expect(try model.embed(texts: ["a"], prompt: .named("query")) == wanted)
    #expect(try model.embed(texts: ["a"], prompt: .text("search_query: ")) == wanted)
    // This model has no default prompt.
    #expect(
      try model.embed(texts: ["a"], prompt: .modelDefault)
        == model.embed(texts: ["a"], prompt: .text("")))
    let names = model.sentence.prompts.map(\.name)
    #expect(names.prefix(2) == ["query", "passage"])
    #expect(throws: InferenceError.unknownPrompt(expected: names, found: "Query")) {
      try model.embed(texts: ["a"], prompt: .named("Query"))
    }
  }

  @Test func `the model's default prompt is used unless another is named`() throws {
    try TemporaryFolder.with { folder in
      let settings = try TinyModel.editing(
        "config_sentence_transformers.json", replacing: #""default_prompt_name": null"#,
        with: #""default_prompt_name": "passage""#)
      let path = try TinyModel.copy(
        into: folder, writing: ["config_sentence_transformers.json": settings])
      let file = try Tiny.convert(SourceModel(path: path), .int8, to: folder.path("a.crest"))
      let model = try EmbeddingModel(file: file)
      let wanted = try model.embed(texts: ["search_document: a"], prompt: .text(""))
      #expect(try model.embed(texts: ["a"]) == wanted)
      #expect(try model.embed(texts: ["a"], prompt: .named("query")) != wanted)
    }
  }

  @Test func `a long text is cut, or refused with both lengths`() throws {
    let model = try Tiny.model()
    let text = (0..<600).map { "word\($0)" }.joined(separator: " ")
    let cut = try model.tokenize(text)
    #expect(cut.ids.count == 512)
    #expect(cut.droppedTokenCount > 0)
    #expect(cut.ids.last == 2)
    #expect(
      throws: InferenceError.text(
        0, .tokenization(.tooManyTokens(limit: 512, found: 512 + cut.droppedTokenCount)))
    ) { try model.embed(texts: [text], overflow: .error) }
    #expect(try model.embed(texts: [text]) == model.embed(tokens: [cut.ids]))
  }

  @Test func `empty and blank texts have a vector of their own`() throws {
    let model = try Tiny.model()
    let vectors = try model.embed(texts: ["", "   \t\n ", "a"], prompt: .text(""))
    #expect(vectors.allSatisfy { $0.allSatisfy(\.isFinite) })
    #expect(vectors[0] == vectors[1])
    #expect(vectors[0] != vectors[2])
    #expect(try model.embed(texts: []).isEmpty)
    #expect(try model.embed(tokens: []).isEmpty)
  }

  @Test(.timeLimit(.minutes(1)))
  func `a text of 100,000 words is cut and embedded`() throws {
    let model = try Tiny.model()
    let text = (0..<100_000).map { "Wort\($0 % 977)" }.joined(separator: " ")
    let encoding = try model.tokenize(text)
    #expect(encoding.ids.count == 512)
    #expect(encoding.droppedTokenCount > 100_000)
    let vectors = try model.embed(texts: [text, String(repeating: "a", count: 700_000)])
    #expect(vectors.allSatisfy { $0.allSatisfy(\.isFinite) })
  }

  @Test func `token ids without a row are refused by text and value`() throws {
    for model in [try Tiny.model(), try Tiny.original()] {
      for id: Int32 in [-1, 9984, .max, .min] {
        let error = InferenceError.text(1, .unknownToken(expected: 9984, found: Int(id)))
        #expect(throws: error) { try model.embed(tokens: [[0, 2], [0, id, 2]]) }
      }
      #expect(throws: InferenceError.text(2, .noTokens)) {
        try model.embed(tokens: [[0, 2], [1], []])
      }
      let long = [Int32](repeating: 5, count: 513)
      #expect(throws: InferenceError.text(0, .tooManyTokens(expected: 512, found: 513))) {
        try model.embed(tokens: [long])
      }
      // The model stays usable.
      #expect(try model.embed(tokens: [[0, 9983, 2]])[0].allSatisfy(\.isFinite))
    }
  }

  @Test func `a model without a tokenizer takes token ids only`() throws {
    let source = try SourceModel(
      path: TinyModel.path, options: SourceOptions(includesTokenizer: false))
    let model = try source.model()
    #expect(throws: InferenceError.noTokenizer) { try model.embed(texts: ["a"]) }
    #expect(throws: InferenceError.noTokenizer) { try model.tokenize("a") }
    let (found, wanted) = (
      try model.embed(tokens: [[0, 5, 2]])[0], try Tiny.original().embed(tokens: [[0, 5, 2]])[0]
    )
    #expect(Vectors.largestDifference(found, wanted) <= Tiny.floatError)
  }
}
