package import Base
package import Model

/// A compiled tokenizer: tables that are used where they lie, and the settings.
///
/// The tables may be parts of a mapped file. Every walk through them checks its bounds, so a broken
/// table can give wrong ids but never reads outside.
package struct TokenizerModel: Sendable {
  /// Double array of the pieces, u32 little-endian units; a key's value is its token id.
  package let trie: ByteRegion
  /// Scores of a unigram model, f32 little-endian, `[vocabularySize]`; else empty.
  package let scores: ByteRegion
  /// Precompiled character map of a unigram model as SentencePiece stores it; else, or without one,
  /// empty.
  package let charsmap: ByteRegion
  /// Merges of a byte-pair model, u32 little-endian, four words each: left id, right id, rank, resulting
  /// id, by the two ids ascending; else empty.
  package let merges: ByteRegion
  /// All that is not a table.
  package let settings: TokenizerSettings
  /// What a byte-pair model needs beside its tables.
  package let bytePairs: BytePairs?

  /// The bytes of no piece and no added token exceed this.
  package static let maximumPieceByteCount = 512
  /// The limit that a WordPiece model sets for its words is not above this.
  package static let maximumWordCharacterCount = Int(Int32.max)
  /// More ids than this are refused.
  package static let maximumVocabularySize = 1 << 24
  /// More added tokens than this are refused.
  package static let maximumAddedTokenCount = 1024

  /// Opens stored tables.
  ///
  /// The check reads scores and replacement texts once, a few milliseconds at most; the trie is
  /// checked step by step while it is walked.
  ///
  /// - Parameter merges: none for a model of another kind.
  /// - Throws: `TokenizationError.invalidTable` naming the table or setting.
  package init(
    settings: TokenizerSettings, trie: ByteRegion, scores: ByteRegion, charsmap: ByteRegion,
    merges: ByteRegion = ByteRegion(copying: [])
  ) throws(TokenizationError) {
    try TokenizerModel.check(settings)
    try TokenizerModel.checkTrie(trie)
    switch settings.kind {
    case .unigram:
      try TokenizerModel.checkScores(scores, count: settings.vocabularySize)
      try TokenizerModel.checkCharsmap(charsmap)
    case .wordpiece, .bpe:
      try TokenizerModel.checkAbsent(scores, table: "scores", in: settings.kind)
      try TokenizerModel.checkAbsent(charsmap, table: "charsmap", in: settings.kind)
    }
    if case .bpe = settings.kind {
      bytePairs = try BytePairs(trie: trie, merges: merges, idCount: settings.vocabularySize)
    } else {
      try TokenizerModel.checkAbsent(merges, table: "merges", in: settings.kind)
      bytePairs = nil
    }
    self.settings = settings
    self.trie = trie
    self.scores = scores
    self.charsmap = charsmap
    self.merges = merges
  }

  static func check(_ settings: TokenizerSettings) throws(TokenizationError) {
    let size = settings.vocabularySize
    guard (1...maximumVocabularySize).contains(size) else {
      throw .invalidTable(
        table: "vocabulary_size", expected: "1 to \(maximumVocabularySize)", found: "\(size)")
    }
    var ids = [
      ("unknown_id", settings.unknownID), ("begin_id", settings.beginID),
      ("end_id", settings.endID), ("pad_id", settings.padID),
    ]
    ids += settings.prefixIDs.map { ("prefix_ids", $0) }
    ids += settings.suffixIDs.map { ("suffix_ids", $0) }
    ids += settings.addedTokens.map { ("added_tokens.id", $0.id) }
    for (name, id) in ids where !(0..<size).contains(id) {
      throw .invalidTable(table: name, expected: "an id below \(size)", found: "\(id)")
    }
    guard settings.prefixIDs.count + settings.suffixIDs.count <= 16 else {
      throw .invalidTable(
        table: "prefix_ids", expected: "at most 16 ids around a text",
        found: "\(settings.prefixIDs.count + settings.suffixIDs.count)")
    }
    try check(settings.kind)
    try check(settings.addedTokens)
  }

  private static func check(_ kind: TokenizerSettings.Kind) throws(TokenizationError) {
    switch kind {
    case .unigram(_, let unknownScore):
      guard unknownScore.isFinite else {
        throw .invalidTable(
          table: "unknown_score", expected: "a finite number", found: "\(unknownScore)")
      }
    case .wordpiece(let settings):
      let byteCount = settings.continuationPrefix.utf8.count
      guard byteCount <= maximumPieceByteCount else {
        throw .invalidTable(
          table: "continuation_prefix", expected: "at most \(maximumPieceByteCount) bytes",
          found: "\(byteCount)")
      }
      guard (1...maximumWordCharacterCount).contains(settings.maximumWordCharacterCount) else {
        throw .invalidTable(
          table: "maximum_word_character_count", expected: "1 to \(maximumWordCharacterCount)",
          found: "\(settings.maximumWordCharacterCount)")
      }
    case .bpe: break
    }
  }

  private static func check(_ tokens: [AddedToken]) throws(TokenizationError) {
    guard tokens.count <= maximumAddedTokenCount else {
      throw .invalidTable(
        table: "added_tokens", expected: "at most \(maximumAddedTokenCount)",
        found: "\(tokens.count)")
    }
    var contents = Set<Identifier>()
    for token in tokens {
      let byteCount = token.content.utf8.count
      guard (1...maximumPieceByteCount).contains(byteCount) else {
        throw .invalidTable(
          table: "added_tokens.content", expected: "1 to \(maximumPieceByteCount) bytes",
          found: "\(byteCount)")
      }
      guard contents.insert(Identifier(token.content)).inserted else {
        throw .invalidTable(
          table: "added_tokens.content", expected: "every text once",
          found: "\"\(token.content)\" a second time")
      }
    }
  }

  /// Refuses added tokens that the normalizer makes one, or nothing at all: the library, too, has no
  /// way to look for them.
  ///
  /// - Throws: `TokenizationError.invalidTable` naming the token.
  package func checkAddedTokens() throws(TokenizationError) {
    guard settings.addedTokens.contains(where: \.normalized) else { return }
    if let content = Tokenizer(self).encoder.normalizedTokens?.firstAmbiguous {
      throw .invalidTable(
        table: "added_tokens.content", expected: "texts that differ when they are normalised",
        found: "\"\(content)\", of which nothing is left or which is another's")
    }
  }

  static func checkTrie(_ trie: ByteRegion) throws(TokenizationError) {
    guard trie.byteCount >= 4, trie.byteCount % 4 == 0, trie.byteCount <= 1 << 31 else {
      throw .invalidTable(
        table: "trie", expected: "units of 4 bytes, at least one", found: "\(trie.byteCount) bytes")
    }
    try checkAlignment(trie, table: "trie")
  }

  static func checkScores(_ scores: ByteRegion, count: Int) throws(TokenizationError) {
    guard scores.byteCount == count * 4 else {
      throw .invalidTable(
        table: "scores", expected: "\(count * 4) bytes", found: "\(scores.byteCount)")
    }
    try checkAlignment(scores, table: "scores")
    let wrong = scores.withFloats { (scores) -> Int? in
      for index in scores.indices where !scores[index].isFinite { return index }
      return nil
    }
    if let wrong {
      throw .invalidTable(
        table: "scores", expected: "finite numbers", found: "another value for id \(wrong)")
    }
  }

  static func checkCharsmap(_ charsmap: ByteRegion) throws(TokenizationError) {
    guard charsmap.byteCount > 0 else { return }
    try checkAlignment(charsmap, table: "charsmap")
    if let problem = charsmap.withByteSpan({ CharacterMap.problem(in: $0) }) {
      throw .invalidTable(
        table: "charsmap", expected: problem.expected, found: problem.found)
    }
  }

  static func checkAbsent(
    _ region: ByteRegion, table: String, in kind: TokenizerSettings.Kind
  ) throws(TokenizationError) {
    guard region.byteCount == 0 else {
      throw .invalidTable(
        table: table, expected: "none in a model of kind \(kind.name)",
        found: "\(region.byteCount) bytes")
    }
  }

  static func checkAlignment(
    _ region: ByteRegion, table: String
  ) throws(TokenizationError) {
    guard region.isWordAligned else {
      throw .invalidTable(
        table: table, expected: "a start on a multiple of 4 bytes", found: "another address")
    }
  }
}
