import Base

extension TokenizerModel {
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
    }
  }

  private static func check(_ tokens: [AddedToken]) throws(TokenizationError) {
    guard tokens.count <= maximumAddedTokenCount else {
      throw .invalidTable(
        table: "added_tokens", expected: "at most \(maximumAddedTokenCount)",
        found: "\(tokens.count)")
    }
    var contents = Set<[UInt8]>()
    for token in tokens {
      let byteCount = token.content.utf8.count
      guard (1...maximumPieceByteCount).contains(byteCount) else {
        throw .invalidTable(
          table: "added_tokens.content", expected: "1 to \(maximumPieceByteCount) bytes",
          found: "\(byteCount)")
      }
      guard contents.insert([UInt8](token.content.utf8)).inserted else {
        throw .invalidTable(
          table: "added_tokens.content", expected: "every text once",
          found: "\"\(token.content)\" a second time")
      }
      guard !token.singleWord, !token.normalized else {
        throw .invalidTable(
          table: "added_tokens", expected: "single_word and normalized false",
          found: "true for \"\(token.content)\"")
      }
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

  static func checkAbsent(_ region: ByteRegion, table: String) throws(TokenizationError) {
    guard region.byteCount == 0 else {
      throw .invalidTable(
        table: table, expected: "none in a WordPiece model", found: "\(region.byteCount) bytes")
    }
  }

  private static func checkAlignment(
    _ region: ByteRegion, table: String
  ) throws(TokenizationError) {
    guard region.isWordAligned else {
      throw .invalidTable(
        table: table, expected: "a start on a multiple of 4 bytes", found: "another address")
    }
  }
}
