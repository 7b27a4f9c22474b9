/// The algorithm that cuts text into pieces, with the settings that only it has.
public enum ManifestTokenizerKind: Sendable, Hashable {
  /// The most probable segmentation under a unigram model; `unknownScore` is that of an unknown
  /// character. Its tables are the tensors `tokenizer.trie`, `tokenizer.scores` and, unless it is
  /// empty, `tokenizer.charsmap`.
  case unigram(pipeline: ManifestPipeline, unknownScore: Double)
  /// The longest piece at each place of a word. Its table is the tensor `tokenizer.trie`.
  case wordpiece(ManifestWordPiece)
}

/// What a unigram model segments at once.
public enum ManifestPipeline: String, Sendable, Hashable, CaseIterable {
  /// One word at a time.
  case wordwise
  /// The whole text.
  case whole
}

/// The settings of a WordPiece tokenizer.
public struct ManifestWordPiece: Sendable, Hashable {
  /// What pieces inside a word begin with.
  public var continuationPrefix: String
  /// A word of more scalar values is unknown.
  public var maximumWordCharacterCount: Int
  /// Whether controls are deleted and white space becomes U+0020.
  public var cleansText: Bool
  /// Whether ideographs are words of their own.
  public var separatesIdeographs: Bool
  /// Whether text is decomposed and loses its nonspacing marks.
  public var stripsAccents: Bool
  /// Whether text becomes lower case.
  public var lowercases: Bool

  /// Takes the values as they are.
  public init(
    continuationPrefix: String, maximumWordCharacterCount: Int, cleansText: Bool,
    separatesIdeographs: Bool, stripsAccents: Bool, lowercases: Bool
  ) {
    self.continuationPrefix = continuationPrefix
    self.maximumWordCharacterCount = maximumWordCharacterCount
    self.cleansText = cleansText
    self.separatesIdeographs = separatesIdeographs
    self.stripsAccents = stripsAccents
    self.lowercases = lowercases
  }
}
