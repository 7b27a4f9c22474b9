import Base
import Model
package import Tokenization
public import CrestFormat

extension EmbeddingModel {
  /// Maps a `.crest` and makes it ready to run; its weights are not touched until they are used.
  ///
  /// - Throws: `InferenceError.crest` if the file is refused, others if the model cannot run.
  public static func open(
    crest path: String, options: RuntimeOptions = RuntimeOptions()
  ) throws(InferenceError) -> EmbeddingModel {
    let file: CrestFile
    do throws(CrestError) { file = try CrestFile(path: path) } catch { throw .crest(error) }
    return try EmbeddingModel(file: file, options: options)
  }

  /// Makes an open `.crest` ready to run.
  ///
  /// - Throws: `InferenceError` if a tensor is missing or wrong, or the tokenizer is broken.
  public convenience init(
    file: CrestFile, options: RuntimeOptions = RuntimeOptions()
  ) throws(InferenceError) {
    try self.init(
      weights: CrestWeights(file), sentence: file.manifest.sentence,
      tokenizer: EmbeddingModel.tokenizer(of: file), fingerprint: file.manifest.fingerprint,
      options: options)
  }

  /// The tokenizer of an open `.crest`, its tables where they lie; `nil` if it has none.
  ///
  /// - Throws: `InferenceError.tokenization` if the tokenizer is broken.
  package static func tokenizer(of file: CrestFile) throws(InferenceError) -> Tokenizer? {
    guard let stored = file.manifest.tokenizer else { return nil }
    // Opening the file has checked which tables there are.
    func table(_ table: TensorName.TokenizerTable) -> ByteRegion {
      file[TensorName.tokenizer(table).description].map { file.region(of: $0) }
        ?? ByteRegion(copying: [])
    }
    do throws(TokenizationError) {
      return Tokenizer(
        try TokenizerModel(
          settings: stored, trie: table(.trie),
          scores: table(.scores), charsmap: table(.charsmap)))
    } catch {
      throw .tokenization(error)
    }
  }

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
