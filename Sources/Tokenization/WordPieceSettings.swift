/// What a WordPiece tokenizer needs beside its pieces: plain values, no defaults.
public struct WordPieceSettings: Sendable, Equatable {
  /// What pieces that do not begin a word have in front.
  public let continuationPrefix: String
  /// A word of more characters is unknown as a whole.
  public let maximumWordCharacterCount: Int
  /// Whether controls are deleted and white space becomes U+0020.
  public let cleansText: Bool
  /// Whether CJK ideographs are words of their own.
  public let separatesIdeographs: Bool
  /// Whether text is decomposed and loses its nonspacing marks.
  public let stripsAccents: Bool
  /// Whether text becomes lower case.
  public let lowercases: Bool

  /// Takes the values as they are; `TokenizerModel` checks them.
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
