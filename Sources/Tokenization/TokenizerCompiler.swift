internal import Bytes

/// Makes the tables of a tokenizer from what a source file says.
struct TokenizerCompiler {
  let file: String
  /// The field of the file that holds the pieces, for errors.
  let piecesField: String
  let pieces: PieceList
  let charsmap: [UInt8]
  let charsmapField: String

  func compile(
    pipeline: TokenizerSettings.Pipeline, unknownID: Int, beginID: Int, endID: Int, padID: Int,
    addedTokens: [AddedToken]
  ) throws(TokenizationError) -> TokenizerModel {
    try checkPieces()
    if let problem = charsmap.isEmpty ? nil : CharacterMap.problem(in: charsmap.span) {
      throw .invalidField(
        file: file, field: charsmapField, expected: problem.expected, found: problem.found)
    }
    let order = pieces.sortedIDs()
    try checkDistinct(order)
    guard let units = DoubleArrayBuilder.build(keys: pieces, order: order, values: order) else {
      throw .invalidField(
        file: file, field: piecesField, expected: "pieces that fit a double array of 2^29 units",
        found: "\(pieces.count) pieces of \(pieces.bytes.count) bytes")
    }
    let addedCount = addedTokens.count { $0.id >= pieces.count }
    let scores = pieces.scores + [Float](repeating: 0, count: addedCount)
    let lowest = pieces.scores.reduce(Float.infinity, min)
    let settings = TokenizerSettings(
      kind: .unigram, pipeline: pipeline, vocabularySize: scores.count, unknownID: unknownID,
      beginID: beginID, endID: endID, padID: padID, unknownScore: Double(lowest) - 10,
      addedTokens: addedTokens, prefixIDs: [beginID], suffixIDs: [endID])
    return try TokenizerModel(
      settings: settings, trie: ByteRegion(words: units),
      scores: ByteRegion(words: scores.map(\.bitPattern)),
      charsmap: ByteRegion(copying: charsmap))
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
