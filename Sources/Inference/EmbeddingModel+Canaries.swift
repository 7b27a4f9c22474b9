import Tokenization
package import CrestFormat

extension EmbeddingModel {
  /// The ids of what a canary feeds to the model.
  ///
  /// - Throws: `InferenceError` as `tokenize` does.
  package func tokens(
    of input: ManifestCanaryInput, promptName: String?
  ) throws(InferenceError) -> [Int32] {
    switch input {
    case .tokenIDs(let ids): ids.map { Int32(truncatingIfNeeded: $0) }
    case .text(let text):
      try tokenize(text, prompt: promptName.map { .named($0) } ?? .text("")).ids
    }
  }
}
