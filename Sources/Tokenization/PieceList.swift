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

  /// The byte of a piece at `depth`, 0 behind its end.
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
