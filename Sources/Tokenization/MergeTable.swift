import Base
import Model

/// The merges of a byte-pair model: which two ids beside one another become one, and which pairs first.
///
/// A stored table may be anything: what is read of it was checked when it was opened.
package struct MergeTable: Sendable {
  /// A pair of ids and what becomes of it.
  package struct Merge: Sendable {
    /// The id on the left.
    let left: UInt32
    /// The id on the right.
    let right: UInt32
    /// Of all pairs in a word the one of the lowest rank is merged first.
    package let rank: UInt32
    /// The id that takes their place.
    let result: UInt32

    package init(left: UInt32, right: UInt32, rank: UInt32, result: UInt32) {
      (self.left, self.right, self.rank, self.result) = (left, right, rank, result)
    }

    /// Pairs ascend by their left id, then by their right one.
    package var key: UInt64 { UInt64(left) << 32 | UInt64(right) }
  }

  private static let wordCount = TensorName.mergeWordCount

  /// Per left id, and once more: where its merges begin.
  private let starts: [UInt32]

  /// The words of a table.
  ///
  /// - Precondition: the pairs ascend, none is there twice.
  package static func words(_ merges: [Merge]) -> [UInt32] {
    merges.flatMap { [$0.left, $0.right, $0.rank, $0.result] }
  }

  /// Reads a stored table of ids below `idCount`.
  ///
  /// - Throws: `TokenizationError.invalidTable` if it is not ascending pairs of such ids, four words each.
  init(_ table: ByteRegion, idCount: Int) throws(TokenizationError) {
    guard table.byteCount % (4 * MergeTable.wordCount) == 0, (1...1 << 31).contains(table.byteCount)
    else {
      throw MergeTable.invalid(
        "merges of 16 bytes, at least one and at most 2^31 bytes", "\(table.byteCount) bytes")
    }
    try TokenizerModel.checkAlignment(table, table: "merges")
    starts = try table.withWords { (words) throws(TokenizationError) in
      var starts: [UInt32] = []
      starts.reserveCapacity(idCount + 1)
      var last: UInt64?
      for index in 0..<words.count / MergeTable.wordCount {
        let merge = MergeTable.merge(index, words)
        guard last.map({ $0 < merge.key }) ?? true else {
          throw MergeTable.invalid("ascending pairs, none twice", "another order at merge \(index)")
        }
        let highest = max(merge.left, merge.right, merge.result)
        guard highest < idCount else {
          throw MergeTable.invalid("ids below \(idCount)", "\(highest) in merge \(index)")
        }
        last = merge.key
        while starts.count <= merge.left { starts.append(UInt32(truncatingIfNeeded: index)) }
      }
      let count = UInt32(truncatingIfNeeded: words.count / MergeTable.wordCount)
      while starts.count <= idCount { starts.append(count) }
      return starts
    }
  }

  private static func invalid(_ expected: String, _ found: String) -> TokenizationError {
    .invalidTable(table: "merges", expected: expected, found: found)
  }

  @inline(__always)
  private static func merge(_ index: Int, _ words: Span<UInt32>) -> Merge {
    let at = index * wordCount
    return Merge(
      left: words[at], right: words[at + 1], rank: words[at + 2], result: words[at + 3])
  }

  /// The merge of two ids, `nil` if there is none; `words` are those of the table.
  @inline(__always)
  func merge(of left: UInt32, _ right: UInt32, _ words: Span<UInt32>) -> Merge? {
    var low = Int(starts[Int(left)])
    let end = Int(starts[Int(left) + 1])
    var high = end
    while low < high {
      let middle = (low + high) / 2
      if words[middle * MergeTable.wordCount + 1] < right {
        low = middle + 1
      } else {
        high = middle
      }
    }
    guard low < end, words[low * MergeTable.wordCount + 1] == right else { return nil }
    return MergeTable.merge(low, words)
  }
}

extension TokenizerModel {
  /// What a byte-pair model reads from its tables when it is opened.
  package struct BytePairs: Sendable {
    /// The id of each byte, `[256]`.
    let byteIDs: [UInt32]
    let merges: MergeTable

    /// - Throws: `TokenizationError.invalidTable` if a byte has no piece, or for wrong merges.
    init(trie: ByteRegion, merges: ByteRegion, idCount: Int) throws(TokenizationError) {
      byteIDs = try trie.withWords { (units) throws(TokenizationError) in
        var ids: [UInt32] = []
        for (byte, character) in ByteAlphabet.characters.enumerated() {
          guard let id = BytePairs.id(of: character, units), id < idCount else {
            throw .invalidTable(
              table: "trie", expected: "a piece for each of the 256 bytes",
              found: "none for \(byte), '\(character)'")
          }
          ids.append(UInt32(truncatingIfNeeded: id))
        }
        return ids
      }
      self.merges = try MergeTable(merges, idCount: idCount)
    }

    private static func id(of character: Unicode.Scalar, _ units: Span<UInt32>) -> Int? {
      var walk = TrieWalk(from: DoubleArray.offset(units[0]))
      var found: Int?
      for byte in UTF8.encode(character) ?? UTF8.EncodedScalar() {
        switch walk.step(byte, units) {
        case .end: return nil
        case .inner: found = nil
        case .key(let id): found = id
        }
      }
      return found
    }
  }
}
