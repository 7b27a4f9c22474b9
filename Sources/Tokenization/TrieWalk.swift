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

  /// Begins at the root, or behind the bytes that led to `node`.
  @inline(__always)
  init(from node: Int) { self.node = node }

  /// The node behind the bytes so far, to begin other walks from.
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
