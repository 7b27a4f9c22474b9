import Model
import Base
import Tokenization

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
  ) throws(TokenizerFileError) -> TokenizerModel {
    if let problem = charsmap.isEmpty ? nil : CharacterMap.problem(in: charsmap.span) {
      throw .invalidField(
        file: file, field: charsmapField, expected: problem.expected, found: problem.found)
    }
    let trie = try trie()
    let lowest = pieces.scores.reduce(Float.infinity, min)
    let settings = settings(.unigram(pipeline: pipeline, unknownScore: Double(lowest) - 10))
    let added = [Float](repeating: 0, count: settings.vocabularySize - pieces.count)
    return try model(
      settings, trie: trie, scores: ByteRegion(words: (pieces.scores + added).map(\.bitPattern)),
      charsmap: ByteRegion(copying: charsmap))
  }

  /// A WordPiece model.
  func wordPiece(_ wordPiece: WordPieceSettings) throws(TokenizerFileError) -> TokenizerModel {
    let none = ByteRegion(copying: [])
    return try model(
      settings(.wordpiece(wordPiece)), trie: trie(), scores: none, charsmap: none)
  }

  private func model(
    _ settings: TokenizerSettings, trie: ByteRegion, scores: ByteRegion, charsmap: ByteRegion
  ) throws(TokenizerFileError) -> TokenizerModel {
    do throws(TokenizationError) {
      return try TokenizerModel(settings: settings, trie: trie, scores: scores, charsmap: charsmap)
    } catch {
      throw .invalidTokenizer(file: file, error)
    }
  }

  private func settings(_ kind: TokenizerSettings.Kind) -> TokenizerSettings {
    TokenizerSettings(
      kind: kind, vocabularySize: pieces.count + addedTokens.count { $0.id >= pieces.count },
      unknownID: unknownID, beginID: beginID, endID: endID, padID: padID,
      addedTokens: addedTokens, prefixIDs: [beginID], suffixIDs: [endID])
  }

  private func trie() throws(TokenizerFileError) -> ByteRegion {
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

  private func checkPieces() throws(TokenizerFileError) {
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

  private func checkDistinct(_ order: [Int32]) throws(TokenizerFileError) {
    for index in order.indices.dropFirst() {
      let (left, right) = (Int(order[index - 1]), Int(order[index]))
      guard !pieces[left].elementsEqual(pieces[right]) else {
        throw wrongPiece(
          max(left, right), "every text once",
          "\"\(String(decoding: pieces[left], as: UTF8.self))\" as in \(min(left, right))")
      }
    }
  }

  private func wrongPiece(_ id: Int, _ expected: String, _ found: String) -> TokenizerFileError {
    .invalidField(file: file, field: "\(piecesField)[\(id)]", expected: expected, found: found)
  }
}

/// Pieces in the order of their ids: one byte array instead of one per piece.
struct PieceList {
  private(set) var bytes: [UInt8] = []
  private(set) var ends: [Int] = []
  private(set) var scores: [Float] = []

  var count: Int { ends.count }

  mutating func append(_ text: some Sequence<UInt8>, score: Float) {
    bytes.append(contentsOf: text)
    ends.append(bytes.count)
    scores.append(score)
  }

  func range(of id: Int) -> Range<Int> { (id == 0 ? 0 : ends[id - 1])..<ends[id] }

  /// The text of a piece.
  subscript(id: Int) -> ArraySlice<UInt8> { bytes[range(of: id)] }

  /// The byte of a piece at `depth`, 0 after its end.
  func byte(of id: Int, at depth: Int) -> Int {
    let range = range(of: id)
    return depth < range.count ? Int(bytes[range.lowerBound + depth]) : 0
  }

  /// The first id whose text is `text`.
  func id(of text: String) -> Int? {
    let text = Array(text.utf8)
    return (0..<count).first { range(of: $0).count == text.count && self[$0].elementsEqual(text) }
  }

  /// All ids by the bytes of their texts.
  func sortedIDs() -> [Int32] {
    var entries = (0..<count).map { id in
      // The first eight bytes, big-endian, decide most comparisons.
      (head: (0..<8).reduce(UInt64(0)) { $0 << 8 | UInt64(byte(of: id, at: $1)) }, id: Int32(id))
    }
    entries.sort { left, right in
      guard left.head == right.head else { return left.head < right.head }
      return self[Int(left.id)].lexicographicallyPrecedes(self[Int(right.id)])
    }
    return entries.map(\.id)
  }
}
