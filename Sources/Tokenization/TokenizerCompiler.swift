internal import Base

/// Makes the tables of a tokenizer from what a source file says.
struct TokenizerCompiler {
  let file: String
  /// The field of the file that holds the pieces, for errors.
  let piecesField: String
  let pieces: PieceList
  let unknownID: Int
  let beginID: Int
  let endID: Int
  let padID: Int
  let addedTokens: [AddedToken]

  /// A unigram model; `charsmapField` is the field of the file that holds the character map.
  func unigram(
    pipeline: TokenizerSettings.Pipeline, charsmap: [UInt8], charsmapField: String
  ) throws(TokenizationError) -> TokenizerModel {
    if let problem = charsmap.isEmpty ? nil : CharacterMap.problem(in: charsmap.span) {
      throw .invalidField(
        file: file, field: charsmapField, expected: problem.expected, found: problem.found)
    }
    let trie = try trie()
    let lowest = pieces.scores.reduce(Float.infinity, min)
    let settings = settings(.unigram(pipeline: pipeline, unknownScore: Double(lowest) - 10))
    let added = [Float](repeating: 0, count: settings.vocabularySize - pieces.count)
    return try TokenizerModel(
      settings: settings, trie: trie,
      scores: ByteRegion(words: (pieces.scores + added).map(\.bitPattern)),
      charsmap: ByteRegion(copying: charsmap))
  }

  /// A WordPiece model.
  func wordPiece(_ wordPiece: WordPieceSettings) throws(TokenizationError) -> TokenizerModel {
    try TokenizerModel(
      settings: settings(.wordpiece(wordPiece)), trie: trie(), scores: ByteRegion(copying: []),
      charsmap: ByteRegion(copying: []))
  }

  private func settings(_ kind: TokenizerSettings.Kind) -> TokenizerSettings {
    TokenizerSettings(
      kind: kind, vocabularySize: pieces.count + addedTokens.count { $0.id >= pieces.count },
      unknownID: unknownID, beginID: beginID, endID: endID, padID: padID,
      addedTokens: addedTokens, prefixIDs: [beginID], suffixIDs: [endID])
  }

  private func trie() throws(TokenizationError) -> ByteRegion {
    try checkPieces()
    let order = pieces.sortedIDs()
    try checkDistinct(order)
    guard let units = DoubleArrayBuilder.build(keys: pieces, order: order, values: order) else {
      throw .invalidField(
        file: file, field: piecesField, expected: "pieces that fit a double array of 2^29 units",
        found: "\(pieces.count) pieces of \(pieces.bytes.count) bytes")
    }
    return ByteRegion(words: units)
  }

  private func checkPieces() throws(TokenizationError) {
    guard (1...TokenizerModel.maximumVocabularySize).contains(pieces.count) else {
      throw .invalidField(
        file: file, field: piecesField,
        expected: "1 to \(TokenizerModel.maximumVocabularySize) pieces", found: "\(pieces.count)")
    }
    for id in 0..<pieces.count {
      let range = pieces.range(of: id)
      guard (1...TokenizerModel.maximumPieceByteCount).contains(range.count) else {
        throw wrongPiece(
          id, "a text of 1 to \(TokenizerModel.maximumPieceByteCount) bytes", "\(range.count)")
      }
      guard !pieces[id].contains(0) else { throw wrongPiece(id, "a text without NUL", "one") }
      guard pieces.scores[id].isFinite else {
        throw wrongPiece(id, "a finite score", "\(pieces.scores[id])")
      }
    }
  }

  private func checkDistinct(_ order: [Int32]) throws(TokenizationError) {
    for index in order.indices.dropFirst() {
      let (left, right) = (Int(order[index - 1]), Int(order[index]))
      guard !pieces[left].elementsEqual(pieces[right]) else {
        throw wrongPiece(
          max(left, right), "every text once",
          "\"\(String(decoding: pieces[left], as: UTF8.self))\" as in \(min(left, right))")
      }
    }
  }

  private func wrongPiece(_ id: Int, _ expected: String, _ found: String) -> TokenizationError {
    .invalidField(file: file, field: "\(piecesField)[\(id)]", expected: expected, found: found)
  }
}
