extension RawSpan {
  /// The little-endian integer at `offset`, `nil` if the span ends before.
  public func littleEndian<Integer: FixedWidthInteger & BitwiseCopyable>(
    _ type: Integer.Type, at offset: Int
  ) -> Integer? {
    let size = MemoryLayout<Integer>.size
    guard offset >= 0, size <= byteCount, offset <= byteCount - size else { return nil }
    return unsafe Integer(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: type))
  }
}

extension Array where Element == UInt8 {
  /// Appends the bytes of `value`, least significant first.
  public mutating func appendLittleEndian<Integer: FixedWidthInteger>(_ value: Integer) {
    for shift in stride(from: 0, to: Integer.bitWidth, by: 8) {
      append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }

  /// The little-endian integer at `offset`, `nil` if the array ends before.
  public func littleEndian<Integer: FixedWidthInteger>(
    _ type: Integer.Type, at offset: Int
  ) -> Integer? {
    let size = MemoryLayout<Integer>.size
    guard offset >= 0, size <= count, offset <= count - size else { return nil }
    return (0..<size).reduce(0) { $0 | Integer(truncatingIfNeeded: self[offset + $1]) << ($1 * 8) }
  }
}
