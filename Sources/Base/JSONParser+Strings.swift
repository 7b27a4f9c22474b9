extension JSONParser {
  /// Parses a string in quotes; the position is on the opening quote.
  mutating func parseString() throws(JSONError) -> String {
    position += 1
    let start = position
    while position < bytes.count, bytes[position] != UInt8(ascii: "\""),
      bytes[position] != UInt8(ascii: "\\"), bytes[position] >= 0x20
    { position += 1 }
    if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
      position += 1
      return try decode(Array(bytes[start..<position - 1]), at: start)
    }
    var text = Array(bytes[start..<position])
    while true {
      guard position < bytes.count else { throw failure("'\"'") }
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        position += 1
        return try decode(text, at: start)
      } else if byte == UInt8(ascii: "\\") {
        try parseEscape(into: &text)
      } else if byte < 0x20 {
        throw failure("no control character inside a string")
      } else {
        text.append(byte)
        position += 1
      }
    }
  }

  private func decode(_ text: [UInt8], at offset: Int) throws(JSONError) -> String {
    guard let string = String(validating: text, as: UTF8.self) else {
      throw JSONError(offset: offset, expected: "valid UTF-8", found: "an invalid sequence")
    }
    return string
  }

  private mutating func parseEscape(into text: inout [UInt8]) throws(JSONError) {
    let start = position
    position += 1
    guard position < bytes.count else { throw failure("an escape") }
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0c)
    case UInt8(ascii: "n"): text.append(0x0a)
    case UInt8(ascii: "r"): text.append(0x0d)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      var code = try parseHexadecimal()
      if (0xd800..<0xdc00).contains(code) {
        guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
          throw failure("the second half of a surrogate pair")
        }
        let low = try parseHexadecimal()
        guard (0xdc00..<0xe000).contains(low) else {
          throw failure("the second half of a surrogate pair", at: start)
        }
        code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
      }
      guard let scalar = UnicodeScalar(code) else {
        throw failure("a Unicode scalar value", at: start)
      }
      text.append(contentsOf: Array(String(Character(scalar)).utf8))
    default: throw failure("an escape", at: position - 1)
    }
  }

  private mutating func parseHexadecimal() throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard position < bytes.count,
        let digit = Character(UnicodeScalar(bytes[position])).hexDigitValue,
        bytes[position] < 0x80
      else { throw failure("a hexadecimal digit") }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }
}
