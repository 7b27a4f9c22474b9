/// The unit of a double-array trie, in the format that precompiled character maps use.
///
/// Bit 31 set: a value in bits 0 to 30. Otherwise the unit of an edge: bits 0 to 7 the byte it is
/// for, bit 8 whether a key ends behind it, bits 10 to 30 the offset to its children, shifted left
/// by 8 where bit 9 is set. A child's index is its parent's index XOR offset XOR byte; the value of
/// a key that ends at a unit is the child for byte 0.
enum DoubleArray {
  static let leafFlag: UInt32 = 1 << 8
  static let wideFlag: UInt32 = 1 << 9
  static let valueFlag: UInt32 = 1 << 31

  @inline(__always)
  static func offset(_ unit: UInt32) -> Int { Int((unit >> 10) << ((unit & wideFlag) >> 6)) }

  @inline(__always)
  static func label(_ unit: UInt32) -> UInt32 { unit & (valueFlag | 0xff) }

  @inline(__always)
  static func hasLeaf(_ unit: UInt32) -> Bool { unit & leafFlag != 0 }

  @inline(__always)
  static func value(_ unit: UInt32) -> Int { Int(unit & ~valueFlag) }

  /// The bits for an offset, `nil` if the format cannot express it.
  static func encode(offset: Int) -> UInt32? {
    if offset < 1 << 21 { return UInt32(offset) << 10 }
    guard offset < 1 << 29, offset & 0xff == 0 else { return nil }
    return UInt32(offset >> 8) << 10 | wideFlag
  }
}
