import CrestWriting
import Model
import Base
import Inference
package import CrestFormat
package import Tokenization

/// What pruning a file will write, known before it writes anything.
package struct PruningPlan: Sendable {
  /// The pieces that stay.
  package let selection: PieceSelection
  /// What the result records about it.
  package let record: PruningRecord
  /// The file as it is.
  package let before: Sizes
  /// The file that will be written.
  package let after: Sizes

  let original: Manifest
  let crest: CrestPlan
  /// The result's content, its canaries as long as they will be.
  let content: ManifestContent

  /// The sizes that pruning changes.
  package struct Sizes: Sendable, Equatable {
    /// Rows of the token embedding.
    package let tokenIDCount: Int
    /// The whole file.
    package let fileByteCount: Int
    /// The token embedding.
    package let tokenEmbeddingByteCount: Int
    /// The tokenizer's tables.
    package let tokenizerByteCount: Int
  }

  /// Plans to cut the model of `manifest` to `selection`; `path` is the file that errors name.
  ///
  /// - Throws: `PruningError.alreadyPruned`, `.noTokenizer`, `.noTokenEmbedding`; `.crest` if the result
  ///   would break a rule of the format.
  package init(
    _ manifest: Manifest, to selection: PieceSelection, path: String
  ) throws(PruningError) {
    try PruningPlan.check(manifest, path: path)
    let record = PruningRecord(selection, of: manifest)
    let declarations = manifest.tensors.map { PruningPlan.declaration($0, selection) }
    let content = PruningPlan.content(manifest, selection, record)
    self.selection = selection
    self.record = record
    self.content = content
    original = manifest
    do throws(CrestError) {
      let whole = try CrestPlan(manifest.tensors.map(\.declaration), path: path)
      crest = try CrestPlan(declarations, path: path)
      before = try Sizes(whole, manifest.content, path: path)
      after = try Sizes(crest, content, path: path)
    } catch {
      throw .crest(error)
    }
  }

  /// The tokenizer of a file that can be pruned.
  ///
  /// - Throws: `PruningError` as `init` does, or `.inference` if the tokenizer is broken.
  package static func tokenizer(of file: CrestFile) throws(PruningError) -> TokenizerModel {
    try check(file.manifest, path: file.path)
    do throws(InferenceError) {
      if let tokenizer = try EmbeddingModel.tokenizer(of: file) { return tokenizer.model }
    } catch {
      throw .inference(path: file.path, error)
    }
    throw .noTokenizer(path: file.path)
  }

  private static func check(_ manifest: Manifest, path: String) throws(PruningError) {
    if let record = PruningRecord(recordedIn: manifest.provenance.options) {
      throw .alreadyPruned(path: path, found: record.keptText)
    }
    guard let tokenizer = manifest.tokenizer else { throw .noTokenizer(path: path) }
    if case .bpe = tokenizer.kind { throw .bytePairs(path: path) }
    guard manifest.tensors.contains(where: { $0.declaration.tensorName == .tokenEmbedding }) else {
      throw .noTokenEmbedding(path: path)
    }
  }

  /// The tables that are cut; everything else stays byte for byte.
  static func isCut(_ name: TensorName?) -> Bool {
    switch name {
    case .tokenEmbedding, .tokenizer(.trie), .tokenizer(.scores): true
    default: false
    }
  }

  private static func declaration(
    _ record: TensorRecord, _ selection: PieceSelection
  ) -> TensorDeclaration {
    var declaration = record.declaration
    switch declaration.tensorName {
    case .tokenEmbedding: declaration.shape[0] = selection.keptIDs.count
    case .tokenizer(.trie): declaration.shape = [selection.pruned.trie.byteCount / 4]
    case .tokenizer(.scores): declaration.shape = [selection.keptIDs.count]
    default: break
    }
    return declaration
  }

  private static func content(
    _ manifest: Manifest, _ selection: PieceSelection, _ record: PruningRecord
  ) -> ManifestContent {
    var content = manifest.content
    content.model.vocabularySize = selection.keptIDs.count
    content.tokenizer = selection.pruned.settings
    content.provenance.options = record.appended(to: content.provenance.options)
    // Measured on the whole model, which gives other vectors for other languages.
    content.fidelity = nil
    content.canaries?.canaries = manifest.canaries?.canaries.map { selection.canary($0) } ?? []
    return content
  }
}

extension PruningPlan.Sizes {
  fileprivate init(_ plan: CrestPlan, _ content: ManifestContent, path: String) throws(CrestError) {
    let table = plan.entries.first { $0.declaration.tensorName == .tokenEmbedding }
    self.init(
      tokenIDCount: content.model.vocabularySize,
      fileByteCount: try plan.fileByteCount(content, path: path),
      tokenEmbeddingByteCount: table?.byteCount ?? 0,
      tokenizerByteCount: plan.entries.filter(\.declaration.isTokenizer).reduce(0) {
        $0 + $1.byteCount
      })
  }
}

extension PieceSelection {
  /// The same input for the new ids; a token that is dropped becomes the unknown one.
  fileprivate func canary(_ canary: ManifestCanary) -> ManifestCanary {
    guard case .tokenIDs(let ids) = canary.input else { return canary }
    var new = canary
    new.input = .tokenIDs(ids.map { newID(of: $0) ?? pruned.settings.unknownID })
    return new
  }

  /// The new id of an old one, `nil` if it is dropped.
  func newID(of old: Int) -> Int? {
    var (low, high) = (0, keptIDs.count)
    while low < high {
      let middle = (low + high) / 2
      if keptIDs[middle] < old { low = middle + 1 } else { high = middle }
    }
    return low < keptIDs.count && keptIDs[low] == old ? low : nil
  }
}

/// What a pruned `.crest` records about it among its options.
package struct PruningRecord: Sendable, Equatable {
  /// The codes of the languages whose texts give the vectors of the whole model.
  package let languages: [String]
  /// How many texts were kept as they are, and their checksum; `nil` for none.
  package let texts: String?
  /// How many token ids the whole model has.
  package let vocabularySize: Int
  /// The whole model's fingerprint.
  package let fingerprint: String

  private enum Key {
    static let languages = "kept_languages"
    static let texts = "kept_texts"
    static let vocabularySize = "pruned_from_token_ids"
    static let fingerprint = "pruned_from"
  }

  init(_ selection: PieceSelection, of manifest: Manifest) {
    languages = selection.languages.map(\.code)
    texts = selection.corpus.map { "\($0.textCount), sha256 \($0.checksum)" }
    vocabularySize = manifest.model.vocabularySize
    fingerprint = manifest.fingerprint.description
  }

  /// Reads what a `.crest` records; `nil` if it has its whole vocabulary.
  package init?(recordedIn options: [ManifestOption]) {
    func value(_ key: String) -> String? { options.first { $0.key == key }?.value }
    guard let fingerprint = value(Key.fingerprint),
      let vocabularySize = value(Key.vocabularySize).flatMap({ Int($0) })
    else { return nil }
    languages = (value(Key.languages) ?? "").split(separator: ",").map(String.init)
    texts = value(Key.texts)
    self.vocabularySize = vocabularySize
    self.fingerprint = fingerprint
  }

  /// `options` with this record, by key.
  func appended(to options: [ManifestOption]) -> [ManifestOption] {
    var all = options
    if !languages.isEmpty {
      all.append(ManifestOption(key: Key.languages, value: languages.joined(separator: ",")))
    }
    if let texts { all.append(ManifestOption(key: Key.texts, value: texts)) }
    all.append(ManifestOption(key: Key.vocabularySize, value: "\(vocabularySize)"))
    all.append(ManifestOption(key: Key.fingerprint, value: fingerprint))
    return all.sorted { $0.key < $1.key }
  }

  /// What was kept, in words.
  package var keptText: String {
    var parts = languages.isEmpty ? [] : [languages.joined(separator: ", ")]
    if let texts { parts.append("the texts of a corpus (\(texts))") }
    return parts.joined(separator: " and ")
  }
}
