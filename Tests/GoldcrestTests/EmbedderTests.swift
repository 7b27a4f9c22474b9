import Base
import Goldcrest
import GoldcrestConversion
import TestSupport
import Testing

/// The two modules that other packages import, used as they would.
@Suite struct EmbedderTests {
  /// The bundled model as int8; its map outlives the file's name.
  private static func model(threadCount: Int? = nil) throws -> Embedder {
    try TemporaryFolder.with { folder in
      try Embedder(path: convert(in: folder), threadCount: threadCount)
    }
  }

  private static func convert(in folder: TemporaryFolder) throws -> String {
    let path = folder.path + "/model.crest"
    _ = try ModelConversion.convert(Repository.path("Golden/tiny-moe"), to: path)
    return path
  }

  @Test func `texts give the same vectors one at a time, together, and from a task`() async throws {
    let model = try Self.model()
    let texts = ["Where is the station?", "", "Der Bahnhof ist dort."]
    let options = EmbeddingOptions()
    let together = try await model.embed(texts: texts, options: options)
    #expect(together.map(\.count) == [model.dimension, model.dimension, model.dimension])
    let blocking = try model.embeddings(of: texts)
    #expect(blocking.map(\.vector) == together)
    for (text, vector) in zip(texts, together) { #expect(try model.embed(text) == vector) }
    #expect(Embedder.cosineSimilarity(together[0], together[0]) == 1)
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
  }

  @Test func `vectors are stored in every precision`() throws {
    let model = try Self.model()
    let embedding = try model.embeddings(of: ["station"])[0]
    let size = model.dimension
    let counts = Precision.allCases.map { embedding.bytes($0).count }
    #expect(counts == [4 * size, 2 * size, size, size / 8, size / 8])
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
    let missing = #expect(throws: GoldcrestError.self) { try Embedder(path: "none.crest") }
    #expect(missing?.code == .file)
    #expect(missing?.description.contains("none.crest") == true)
  }

  @Test func `a cancelled task ends with a cancellation`() async throws {
    let model = try Self.model()
    let task = Task {
      unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
      return try await model.embed(texts: ["x"], options: EmbeddingOptions())
    }
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test func `a converted model is near its original, and a missing one is refused`() throws {
    let fidelity = try TemporaryFolder.with { folder in
      try ModelConversion.verify(
        Self.convert(in: folder), against: Repository.path("Golden/tiny-moe"),
        texts: ["Where is the station?", "Der Bahnhof ist dort."])
    }
    // Measured: 0.9999.
    #expect(fidelity.meanCosine > 0.999)
    #expect(fidelity.minimumCosine <= fidelity.meanCosine)
    let error = #expect(throws: GoldcrestError.self) {
      try ModelConversion.convert("none", to: "none.crest")
    }
    #expect(error?.code == .model)
  }
}
