import Base

/// Reads little-endian integers and runs of bytes in order, never behind the end.
struct ByteCursor {
  let bytes: [UInt8]
  private(set) var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// How many bytes are left.
  var remaining: Int { bytes.count - position }

  /// The next integer, `nil` and no step if the bytes end before.
  mutating func integer<Integer: FixedWidthInteger>(_ type: Integer.Type) -> Integer? {
    guard let value = bytes.littleEndian(type, at: position) else { return nil }
    position += MemoryLayout<Integer>.size
    return value
  }

  /// The next `count` bytes, `nil` and no step if there are fewer.
  mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
    guard count >= 0, count <= remaining else { return nil }
    defer { position += count }
    return bytes[position..<position + count]
  }

  /// The bytes before the next `terminator`, which is passed over; `nil` if none is near enough.
  mutating func take(before terminator: UInt8, limit: Int) -> ArraySlice<UInt8>? {
    let window = bytes[position...].prefix(limit + 1)
    guard let end = window.firstIndex(of: terminator) else { return nil }
    defer { position = end + 1 }
    return bytes[position..<end]
  }
}
