import Goldcrest
import GoldcrestConversion
import TestSupport
import Testing

/// The module that embeds, used as another package would.
@Suite struct EmbedderTests {
  /// The bundled model as int8; its map outlives the file's name.
  private static func model(
    of original: String = "Golden/tiny-moe", threadCount: Int? = nil
  ) throws -> Embedder {
    try TemporaryFolder.with { folder in
      let path = folder.path("model.crest")
      _ = try ModelConversion.convert(Repository.path(original), to: path)
      return try Embedder(path: path, threadCount: threadCount)
    }
  }

  @Test func `texts give the same vectors one at a time, together, and from a task`() async throws {
    let model = try Self.model()
    let texts = ["Where is the station?", "", "Der Bahnhof ist dort."]
    let together = try Self.blocking(model, texts)
    #expect(together.map(\.count) == [model.dimension, model.dimension, model.dimension])
    #expect(try await model.embed(texts: texts) == together)
    #expect(try await model.embeddings(of: texts).map(\.vector) == together)
    for (text, vector) in zip(texts, together) { #expect(try await model.embed(text) == vector) }
    #expect(Embedder.cosineSimilarity(together[0], together[0]) == 1)
  }

  /// The forms that block, which an asynchronous caller does not get.
  private static func blocking(_ model: Embedder, _ texts: [String]) throws -> [[Float]] {
    let vectors = try model.embed(texts: texts)
    #expect(try model.embeddings(of: texts).map(\.vector) == vectors)
    #expect(try model.embed(texts[0]) == vectors[0])
    return vectors
  }

  @Test func `tasks that embed at once get the bits that each gets alone`() async throws {
    let model = try Self.model()
    let lists = (0..<4).map { list in (0..<40).map { "text \($0) of list \(list)" } }
    let found = try await withThrowingTaskGroup(of: (Int, [[Float]]).self) { group in
      for (index, texts) in lists.enumerated() {
        group.addTask { (index, try await model.embed(texts: texts)) }
      }
      return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    for (index, texts) in lists.enumerated() {
      #expect(try await found[index] == model.embed(texts: texts))
    }
  }

  @Test func `weights and vectors of tokens are given if the model has them`() throws {
    let model = try Self.model(of: "Golden/models/xlm-roberta-cls")
    #expect(model.outputs == [.sparse, .colbert])
    let embedding = try model.embeddings(
      of: ["Hello hello"], options: EmbeddingOptions(outputs: [.sparse, .colbert]))[0]
    let sparse = try #require(embedding.sparse)
    #expect(!sparse.isEmpty && sparse.allSatisfy { $0.weight > 0 })
    #expect(sparse.map(\.id) == sparse.map(\.id).sorted())
    #expect(embedding.colbert?.count == embedding.tokenCount - 1)
    #expect(try model.embed("Hello hello") == embedding.vector)
    #expect(try model.embeddings(of: ["Hello hello"])[0].colbert == nil)
  }

  @Test func `an embedding says how many tokens there are and how many were cut`() throws {
    let model = try Self.model(threadCount: 1)
    let long = String(repeating: "station ", count: model.maximumTokenCount + 10)
    let embedding = try model.embeddings(of: [long])[0]
    #expect(embedding.tokenCount == model.maximumTokenCount)
    #expect(embedding.droppedTokenCount > 0)
    #expect(
      try model.tokenCount(of: long) == embedding.tokenCount + embedding.droppedTokenCount)
    let error = #expect(throws: GoldcrestError.self) {
      try model.embeddings(
        of: ["short", long], options: EmbeddingOptions(truncatesLongTexts: false))
    }
    #expect(error?.code == .text)
    #expect(error?.textIndex == 1)
    let late = #expect(throws: GoldcrestError.self) {
      try model.embed(
        texts: [String](repeating: "short", count: 70) + [long],
        options: EmbeddingOptions(truncatesLongTexts: false))
    }
    #expect(late?.textIndex == 70)
  }

  @Test func `vectors are stored in every precision`() throws {
    let model = try Self.model()
    let embedding = try model.embeddings(of: ["station"])[0]
    let size = model.dimension
    let counts = Precision.allCases.map { embedding.bytes($0).count }
    #expect(counts == [4 * size, 2 * size, size, size / 8, size / 8])
    let reversed = embedding.bytes(.ubinary).map { byte in
      (0..<8).reduce(UInt8(0)) { $0 | (byte >> $1 & 1) << (7 - $1) }
    }
    #expect(embedding.bytes(.ubinary, bitOrder: .little) == reversed)
  }

  @Test func `what a model does not have is an error with a code`() throws {
    let model = try Self.model()
    #expect(!model.fingerprint.isEmpty)
    let prompt = #expect(throws: GoldcrestError.self) {
      try model.embed("x", options: EmbeddingOptions(prompt: .named("none such")))
    }
    #expect(prompt?.code == .prompt)
    let size = #expect(throws: GoldcrestError.self) {
      try model.embed("x", options: EmbeddingOptions(dimensions: 3))
    }
    #expect(size?.code == .dimensions)
    #expect(model.outputs == [])
    let output = #expect(throws: GoldcrestError.self) {
      try model.embed("x", options: EmbeddingOptions(outputs: .sparse))
    }
    #expect(output?.code == .output)
    let missing = #expect(throws: GoldcrestError.self) { try Embedder(path: "none.crest") }
    #expect(missing?.code == .file)
    #expect(missing?.description.contains("none.crest") == true)
  }

  @Test func `a cancelled task ends with a cancellation, and the model goes on`() async throws {
    let model = try Self.model()
    let before = try await model.embed("x")
    let task = Task {
      unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
      return try await model.embed(texts: ["x"])
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(try await model.embed("x") == before)
  }
}
