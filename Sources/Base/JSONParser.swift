/// Why a JSON text was refused, and at which byte.
package struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The offending byte's offset in the text.
  package let offset: Int
  /// What the grammar wanted there.
  package let expected: String
  /// What stands there.
  package let found: String

  /// One line for a person.
  package var description: String {
    "invalid JSON at byte \(offset): expected \(expected), found \(found)"
  }
}

extension JSONValue {
  /// Parses a JSON text (RFC 8259), stricter than most: valid UTF-8 only, no name twice in an
  /// object, nesting to at most 128.
  ///
  /// Files that Python wrote may have `NaN`, `Infinity` and `-Infinity`, and numbers that round to
  /// the latter two: with `acceptingNonFinite` they are numbers without a value (`double` is `nil`),
  /// which no reader of a key takes.
  ///
  /// - Throws: `JSONError` with the byte offset, what was expected and what was found.
  package init(parsing bytes: [UInt8], acceptingNonFinite: Bool = false) throws(JSONError) {
    var parser = JSONParser(bytes: bytes, acceptsNonFinite: acceptingNonFinite)
    self = try parser.parseText()
  }
}

/// A recursive-descent parser over a byte array.
struct JSONParser {
  static let maximumDepth = 128

  let bytes: [UInt8]
  var position = 0
  var depth = 0
  let acceptsNonFinite: Bool

  init(bytes: [UInt8], acceptsNonFinite: Bool = false) {
    self.bytes = bytes
    self.acceptsNonFinite = acceptsNonFinite
  }

  mutating func parseText() throws(JSONError) -> JSONValue {
    skipSpace()
    let value = try parseValue()
    skipSpace()
    guard position == bytes.count else { throw failure("the end of the text") }
    return value
  }

  func failure(_ expected: String, at offset: Int? = nil) -> JSONError {
    let offset = offset ?? position
    let found: String
    if offset >= bytes.count {
      found = "the end of the text"
    } else if bytes[offset] >= 0x20 && bytes[offset] < 0x7f {
      found = "'\(Character(UnicodeScalar(bytes[offset])))'"
    } else {
      found = "byte \(bytes[offset])"
    }
    return JSONError(offset: offset, expected: expected, found: found)
  }

  mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0a, 0x0d: position += 1
      default: return
      }
    }
  }

  mutating func take(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  mutating func parseValue() throws(JSONError) -> JSONValue {
    guard position < bytes.count else { throw failure("a value") }
    switch bytes[position] {
    case UInt8(ascii: "{"):
      return try nested { (parser) throws(JSONError) in try parser.parseObject() }
    case UInt8(ascii: "["):
      return try nested { (parser) throws(JSONError) in try parser.parseArray() }
    case UInt8(ascii: "\""): return .string(try parseString())
    case UInt8(ascii: "t"): return try parseWord("true", .bool(true))
    case UInt8(ascii: "f"): return try parseWord("false", .bool(false))
    case UInt8(ascii: "n"): return try parseWord("null", .null)
    case UInt8(ascii: "N") where acceptsNonFinite: return try parseWord("NaN", .number(.nan))
    case UInt8(ascii: "I") where acceptsNonFinite:
      return try parseWord("Infinity", .number(.infinity))
    case UInt8(ascii: "-")
    where acceptsNonFinite && position + 1 < bytes.count
      && bytes[position + 1] == UInt8(ascii: "I"):
      return try parseWord("-Infinity", .number(-.infinity))
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try parseNumber()
    default: throw failure("a value")
    }
  }

  private mutating func nested(
    _ body: (inout JSONParser) throws(JSONError) -> JSONValue
  ) throws(JSONError) -> JSONValue {
    guard depth < JSONParser.maximumDepth else {
      throw JSONError(
        offset: position, expected: "at most \(JSONParser.maximumDepth) levels of nesting",
        found: "one more")
    }
    depth += 1
    let value = try body(&self)
    depth -= 1
    return value
  }

  private mutating func parseObject() throws(JSONError) -> JSONValue {
    position += 1
    var object = JSONObject()
    skipSpace()
    if take(UInt8(ascii: "}")) { return .object(object) }
    while true {
      skipSpace()
      let nameOffset = position
      guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
        throw failure("a name in quotes")
      }
      let name = try parseString()
      skipSpace()
      guard take(UInt8(ascii: ":")) else { throw failure("':'") }
      skipSpace()
      let value = try parseValue()
      guard object.append(name, value) else {
        throw JSONError(
          offset: nameOffset, expected: "every name once", found: "\"\(name)\" a second time")
      }
      skipSpace()
      if take(UInt8(ascii: "}")) { return .object(object) }
      guard take(UInt8(ascii: ",")) else { throw failure("',' or '}'") }
    }
  }

  private mutating func parseArray() throws(JSONError) -> JSONValue {
    position += 1
    var elements: [JSONValue] = []
    skipSpace()
    if take(UInt8(ascii: "]")) { return .array(elements) }
    while true {
      skipSpace()
      elements.append(try parseValue())
      skipSpace()
      if take(UInt8(ascii: "]")) { return .array(elements) }
      guard take(UInt8(ascii: ",")) else { throw failure("',' or ']'") }
    }
  }

  private mutating func parseWord(
    _ word: StaticString, _ value: JSONValue
  ) throws(JSONError) -> JSONValue {
    let text = Array(word.description.utf8)
    guard bytes.count - position >= text.count,
      Array(bytes[position..<position + text.count]) == text
    else { throw failure("'\(word)'") }
    position += text.count
    return value
  }

  private mutating func skipDigits() throws(JSONError) {
    let first = position
    while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
    guard position > first else { throw failure("a digit") }
  }

  private mutating func parseNumber() throws(JSONError) -> JSONValue {
    let start = position
    _ = take(UInt8(ascii: "-"))
    if !take(UInt8(ascii: "0")) { try skipDigits() }
    var isInteger = true
    if take(UInt8(ascii: ".")) {
      isInteger = false
      try skipDigits()
    }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      isInteger = false
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      try skipDigits()
    }
    let literal = String(decoding: bytes[start..<position], as: UTF8.self)
    if isInteger, let value = Int(literal) { return .integer(value) }
    guard let value = Double(literal), value.isFinite || acceptsNonFinite else {
      throw JSONError(offset: start, expected: "a finite number", found: literal)
    }
    return .number(value)
  }
}

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
