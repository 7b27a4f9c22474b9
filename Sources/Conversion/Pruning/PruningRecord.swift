import Model
import Base
public import CrestFormat

/// What a pruned `.crest` records about it among its options.
public struct PruningRecord: Sendable, Equatable {
  /// The codes of the languages whose texts give the vectors of the whole model.
  public let languages: [String]
  /// How many texts were kept as they are, and their checksum; `nil` for none.
  public let texts: String?
  /// How many token ids the whole model has.
  public let vocabularySize: Int
  /// The whole model's fingerprint.
  public let fingerprint: String

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
  public init?(recordedIn options: [ManifestOption]) {
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
  public var keptText: String {
    var parts = languages.isEmpty ? [] : [languages.joined(separator: ", ")]
    if let texts { parts.append("the texts of a corpus (\(texts))") }
    return parts.joined(separator: " and ")
  }
}
