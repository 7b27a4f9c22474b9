public import Base

/// A compiled tokenizer: tables that are used where they lie, and the settings.
///
/// The tables may be parts of a mapped file. Every walk through them checks its bounds, so a broken
/// table can give wrong ids but never reads outside.
public struct TokenizerModel: Sendable {
  /// Double array of the pieces, u32 little-endian units; a key's value is its token id.
  public let trie: ByteRegion
  /// Scores of a unigram model, f32 little-endian, `[vocabularySize]`; else empty.
  public let scores: ByteRegion
  /// Precompiled character map of a unigram model as SentencePiece stores it; else, or without one,
  /// empty.
  public let charsmap: ByteRegion
  /// All that is not a table.
  public let settings: TokenizerSettings

  /// The bytes of no piece and no added token exceed this.
  public static let maximumPieceByteCount = 512
  /// The limit that a WordPiece model sets for its words is not above this.
  public static let maximumWordCharacterCount = Int(Int32.max)
  /// More ids than this are refused.
  public static let maximumVocabularySize = 1 << 24
  /// More added tokens than this are refused.
  public static let maximumAddedTokenCount = 1024

  /// Opens stored tables.
  ///
  /// The check reads scores and replacement texts once, a few milliseconds at most; the trie is
  /// checked step by step while it is walked.
  ///
  /// - Throws: `TokenizationError.invalidTable` naming the table or setting.
  public init(
    settings: TokenizerSettings, trie: ByteRegion, scores: ByteRegion, charsmap: ByteRegion
  ) throws(TokenizationError) {
    try TokenizerModel.check(settings)
    try TokenizerModel.checkTrie(trie)
    switch settings.kind {
    case .unigram:
      try TokenizerModel.checkScores(scores, count: settings.vocabularySize)
      try TokenizerModel.checkCharsmap(charsmap)
    case .wordpiece:
      try TokenizerModel.checkAbsent(scores, table: "scores")
      try TokenizerModel.checkAbsent(charsmap, table: "charsmap")
    }
    self.settings = settings
    self.trie = trie
    self.scores = scores
    self.charsmap = charsmap
  }
}
