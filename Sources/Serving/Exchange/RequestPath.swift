extension ServerRequest {
  /// What the path has behind its first `prefix`, percent signs resolved; what is no UTF-8 becomes U+FFFD.
  func pathRest(after prefix: StaticString) -> String {
    let path = Array(path.utf8)
    let prefix = Array(prefix.description.utf8)
    let start = path.indices.first { path[$0...].starts(with: prefix) } ?? path.endIndex
    return String(
      decoding: PercentEncoding.decoded(path[start...].dropFirst(prefix.count)), as: UTF8.self)
  }
}

/// Bytes as URLs write them.
enum PercentEncoding {
  /// The bytes that `%` and two digits stand for, and all others.
  static func decoded(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = text
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), let value = value(of: rest.prefix(2)) {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return bytes
  }

  private static func value(of digits: ArraySlice<UInt8>) -> UInt8? {
    guard digits.count == 2 else { return nil }
    var value: UInt8 = 0
    for digit in digits {
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | (digit - 0x30)
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | (digit - 0x57)
      case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | (digit - 0x37)
      default: return nil
      }
    }
    return value
  }
}
