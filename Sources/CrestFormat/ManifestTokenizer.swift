/// A token found in the raw text before it is normalised or segmented.
public struct ManifestAddedToken: Sendable, Hashable {
  /// The token's id.
  public var id: Int
  /// The text that is it.
  public var content: String
  /// Whether white space before it belongs to it.
  public var stripsLeft: Bool
  /// Whether white space after it belongs to it.
  public var stripsRight: Bool
  /// Whether it must not touch a letter or digit.
  public var singleWord: Bool
  /// Whether it is looked for in the normalised text.
  public var normalized: Bool
  /// Whether it is a control token and no text.
  public var special: Bool

  /// Takes the values as they are.
  public init(
    id: Int, content: String, stripsLeft: Bool, stripsRight: Bool, singleWord: Bool,
    normalized: Bool, special: Bool
  ) {
    self.id = id
    self.content = content
    self.stripsLeft = stripsLeft
    self.stripsRight = stripsRight
    self.singleWord = singleWord
    self.normalized = normalized
    self.special = special
  }
}

/// The tokenizer's settings; its tables are tensors of the file.
public struct ManifestTokenizer: Sendable, Hashable {
  /// The segmentation algorithm and its settings.
  public var kind: ManifestTokenizerKind
  /// Ids that text can have, added tokens included.
  public var vocabularySize: Int
  /// The token for what no piece covers.
  public var unknownID: Int
  /// The token a text begins with.
  public var beginID: Int
  /// The token a text ends with.
  public var endID: Int
  /// The token for padding.
  public var padID: Int
  /// Tokens found in the raw text, in the order of the source.
  public var addedTokens: [ManifestAddedToken]
  /// Ids put before a text's tokens.
  public var prefixIDs: [Int]
  /// Ids put after a text's tokens.
  public var suffixIDs: [Int]

  /// Takes the values as they are; writing and opening a file checks them.
  public init(
    kind: ManifestTokenizerKind, vocabularySize: Int, unknownID: Int, beginID: Int, endID: Int,
    padID: Int, addedTokens: [ManifestAddedToken], prefixIDs: [Int], suffixIDs: [Int]
  ) {
    self.kind = kind
    self.vocabularySize = vocabularySize
    self.unknownID = unknownID
    self.beginID = beginID
    self.endID = endID
    self.padID = padID
    self.addedTokens = addedTokens
    self.prefixIDs = prefixIDs
    self.suffixIDs = suffixIDs
  }
}
