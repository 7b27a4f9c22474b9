import Model
import Base

/// The unit of a double-array trie, in the format that precompiled character maps use.
///
/// Bit 31 set: a value in bits 0 to 30. Otherwise the unit of an edge: bits 0 to 7 the byte it is
/// for, bit 8 whether a key ends after it, bits 10 to 30 the offset to its children, shifted left
/// by 8 where bit 9 is set. A child's index is its parent's index XOR offset XOR byte; the value of
/// a key that ends at a unit is the child for byte 0.
package enum DoubleArray {
  /// A key ends after this edge.
  package static let leafFlag: UInt32 = 1 << 8
  /// The offset is shifted left by 8.
  package static let wideFlag: UInt32 = 1 << 9
  /// The unit holds a value.
  package static let valueFlag: UInt32 = 1 << 31

  @inline(__always)
  static func offset(_ unit: UInt32) -> Int { Int((unit >> 10) << ((unit & wideFlag) >> 6)) }

  @inline(__always)
  static func label(_ unit: UInt32) -> UInt32 { unit & (valueFlag | 0xff) }

  @inline(__always)
  static func hasLeaf(_ unit: UInt32) -> Bool { unit & leafFlag != 0 }

  @inline(__always)
  static func value(_ unit: UInt32) -> Int { Int(unit & ~valueFlag) }
}

/// A walk along a text through the units of a double array, which may be anything: no step reads
/// outside.
struct TrieWalk {
  /// What a byte leads to.
  enum Step {
    /// No key goes on this way.
    case end
    /// Keys go on.
    case inner
    /// A key ends here, with this value; others may go on.
    case key(Int)
  }

  private var node: Int

  /// Begins at the root, or after the bytes that led to `node`.
  @inline(__always)
  init(from node: Int) { self.node = node }

  /// The node after the bytes so far, to begin other walks from.
  @inline(__always)
  var position: Int { node }

  /// Goes on by one byte.
  @inline(__always)
  mutating func step(_ byte: UInt8, _ units: Span<UInt32>) -> Step {
    node ^= Int(byte)
    guard byte != 0, node < units.count else { return .end }
    let unit = units[node]
    guard DoubleArray.label(unit) == UInt32(byte) else { return .end }
    node ^= DoubleArray.offset(unit)
    guard DoubleArray.hasLeaf(unit) else { return .inner }
    guard node < units.count else { return .end }
    return .key(DoubleArray.value(units[node]))
  }
}

extension TokenizerModel {
  /// The texts that the trie gives ids, `[vocabularySize]`; `nil` for an id without a text.
  ///
  /// - Throws: `TokenizationError.invalidTable` if the trie is no tree of texts in UTF-8 with an id of
  ///   its own each.
  package func pieceTexts() throws(TokenizationError) -> [String?] {
    try trie.withWords { (units) throws(TokenizationError) in
      var walk = PieceWalk(units: units, idCount: settings.vocabularySize)
      try walk.run(units)
      return walk.texts
    }
  }
}

/// A walk through all keys of a double array, which may be anything.
private struct PieceWalk {
  private(set) var texts: [String?]

  private struct Node {
    /// Where walks after the node's byte begin.
    let position: Int
    /// The bytes that led here.
    let depth: Int
    let byte: UInt8
  }

  private var pending: [Node]
  private var path: [UInt8] = []
  /// Per unit: in a tree no unit is reached twice, which bounds the walk.
  private var isReached: [Bool]

  init(units: Span<UInt32>, idCount: Int) {
    texts = [String?](repeating: nil, count: idCount)
    isReached = [Bool](repeating: false, count: units.count)
    pending = [Node(position: DoubleArray.offset(units[0]), depth: 0, byte: 0)]
  }

  mutating func run(_ units: Span<UInt32>) throws(TokenizationError) {
    while let node = pending.popLast() {
      if node.depth > 0 {
        path.removeLast(path.count - (node.depth - 1))
        path.append(node.byte)
      }
      for byte in UInt8(1)...255 {
        var walk = TrieWalk(from: node.position)
        let step = walk.step(byte, units)
        if case .end = step { continue }
        try reach(node.position ^ Int(byte))
        guard node.depth < TokenizerModel.maximumPieceByteCount else {
          throw broken("pieces of at most \(TokenizerModel.maximumPieceByteCount) bytes", "more")
        }
        if case .key(let id) = step { try add(path + [byte], id) }
        pending.append(Node(position: walk.position, depth: node.depth + 1, byte: byte))
      }
    }
  }

  private mutating func reach(_ unit: Int) throws(TokenizationError) {
    guard !isReached[unit] else { throw broken("a tree", "two ways to unit \(unit)") }
    isReached[unit] = true
  }

  private mutating func add(_ bytes: [UInt8], _ id: Int) throws(TokenizationError) {
    guard id < texts.count else { throw broken("ids below \(texts.count)", "\(id)") }
    guard texts[id] == nil else { throw broken("one text for each id", "two for \(id)") }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw broken("pieces in UTF-8", "another one for \(id)")
    }
    texts[id] = text
  }

  private func broken(_ expected: String, _ found: String) -> TokenizationError {
    .invalidTable(table: "trie", expected: expected, found: found)
  }
}
