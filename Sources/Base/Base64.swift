/// Standard base64 (RFC 4648, section 4) with padding.
package enum Base64 {
  private static let symbols = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// The text of bytes.
  package static func encode(_ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for first in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[first..<min(first + 3, bytes.count)]
      var bits = group.reduce(0) { $0 << 8 | UInt32($1) }
      bits <<= 8 * UInt32(3 - group.count)
      for place in 0..<4 {
        text.append(
          place > group.count
            ? UInt8(ascii: "=") : symbols[Int(bits >> (18 - 6 * UInt32(place)) & 63)])
      }
    }
    return text
  }

  /// The bytes of a text, decoded strictly; `nil` if the text is anything else than base64.
  package static func decode(_ text: String) -> [UInt8]? {
    let symbols = [UInt8](text.utf8)
    guard symbols.count % 4 == 0 else { return nil }
    let padding = symbols.reversed().prefix(2).prefix { $0 == UInt8(ascii: "=") }.count
    var bytes: [UInt8] = []
    bytes.reserveCapacity(symbols.count / 4 * 3)
    var bits: UInt32 = 0
    for index in 0..<symbols.count - padding {
      guard let value = value(of: symbols[index]) else { return nil }
      bits = bits << 6 | value
      if index % 4 > 0 { bytes.append(UInt8(truncatingIfNeeded: bits >> (6 - 2 * (index % 4)))) }
    }
    // The unused low bits of the last symbol must be zero.
    let unused: UInt32 = padding == 0 ? 0 : padding == 1 ? 3 : 15
    guard bits & unused == 0 else { return nil }
    return bytes
  }

  private static func value(of symbol: UInt8) -> UInt32? {
    switch symbol {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(symbol - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(symbol - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(symbol - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
