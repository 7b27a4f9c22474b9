import Architectures
import Bytes
public import CrestFormat
import Tokenization

/// The names of the tokenizer's tables in a `.crest`.
public enum TokenizerTables {
  /// Double-array units, u32.
  public static let trie = "tokenizer.trie"
  /// A score for each id, f32.
  public static let scores = "tokenizer.scores"
  /// The precompiled character map, u8; absent where the tokenizer has none.
  public static let charsmap = "tokenizer.charsmap"
}

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
    let tokenizer = try file.manifest.tokenizer.map { (stored) throws(InferenceError) in
      try EmbeddingModel.tokenizer(stored, of: file)
    }
    try self.init(
      weights: CrestWeights(file), sentence: SentenceConfiguration(file.manifest.sentence),
      tokenizer: tokenizer, fingerprint: file.manifest.fingerprint, options: options)
  }

  private static func tokenizer(
    _ stored: ManifestTokenizer, of file: CrestFile
  ) throws(InferenceError) -> Tokenizer {
    func table(_ name: String) throws(InferenceError) -> ByteRegion {
      guard let record = file[name] else { throw .missingTensor(name) }
      return file.region(of: record)
    }
    let trie = try table(TokenizerTables.trie)
    let scores = try table(TokenizerTables.scores)
    let charsmap =
      file[TokenizerTables.charsmap] == nil
      ? ByteRegion(copying: []) : try table(TokenizerTables.charsmap)
    do throws(TokenizationError) {
      return Tokenizer(
        try TokenizerModel(
          settings: TokenizerSettings(stored), trie: trie, scores: scores, charsmap: charsmap))
    } catch {
      throw .tokenization(error)
    }
  }
}
