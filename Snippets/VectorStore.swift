// A model behind the protocol that a vector store asks for.
import Goldcrest

// snippet.hide
protocol EmbeddingProvider: Sendable {
  var dimension: Int { get }
  func embed(texts: [String]) async throws -> [[Float]]
}
// snippet.show
struct CrestProvider: EmbeddingProvider {
  let model: Embedder
  var dimension: Int { model.dimension }
  func embed(texts: [String]) async throws -> [[Float]] {
    try await model.embed(texts: texts)
  }
}
// snippet.hide
let provider = CrestProvider(
  model: try Embedder(path: CommandLine.arguments.dropFirst().first ?? "model.crest"))
print(provider.dimension, try await provider.embed(texts: ["one", "two"]).count)
