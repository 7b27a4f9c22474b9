import Base

/// Reads an input as arguments; zeros follow its end.
struct FuzzInput {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func byte() -> UInt8 {
    defer { position += 1 }
    return position < bytes.count ? bytes[position] : 0
  }

  mutating func integer<Integer: FixedWidthInteger>(_ type: Integer.Type) -> Integer {
    var value = Integer(0)
    for index in 0..<Integer.bitWidth / 8 {
      value |= Integer(truncatingIfNeeded: byte()) << (8 * index)
    }
    return value
  }

  /// A number below `count`.
  mutating func below(_ count: Int) -> Int { Int(byte()) % count }

  mutating func flag() -> Bool { byte() & 1 == 1 }

  /// What is left.
  var rest: [UInt8] { Array(bytes.dropFirst(position)) }
}
