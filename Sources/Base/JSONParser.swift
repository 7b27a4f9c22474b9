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
  /// Checks a JSON text (RFC 8259), stricter than most: valid UTF-8 only, no name twice in an
  /// object, nesting to at most 128, below 4 GiB.
  ///
  /// The value reads `bytes` where it is asked; while they are checked, memory is at most twice them.
  ///
  /// Files that Python wrote may have `NaN`, `Infinity` and `-Infinity`, and numbers that round to
  /// the latter two: with `acceptingNonFinite` they are numbers without a value (`double` is `nil`),
  /// which no reader of a key takes.
  ///
  /// - Parameter wholeNumbersAreIntegers: Whether 5.0 is the integer 5, as in JSON Schema.
  /// - Throws: `JSONError` with the byte offset, what was expected and what was found.
  package init(
    parsing bytes: [UInt8], acceptingNonFinite: Bool = false, wholeNumbersAreIntegers: Bool = false
  ) throws(JSONError) {
    var parser = JSONParser(bytes: bytes, acceptsNonFinite: acceptingNonFinite)
    let start = try parser.parseText()
    let text = JSONText(
      checked: bytes, longRanges: parser.longRanges.sorted(),
      readsWholeNumbersAsIntegers: wholeNumbersAreIntegers)
    self = text.value(at: start)
  }
}

/// A recursive-descent parser over a byte array, which builds nothing but what makes the checked text
/// quick to read.
struct JSONParser {
  private static let maximumDepth = 128

  private let bytes: [UInt8]
  private let acceptsNonFinite: Bool
  private var position = 0
  private var depth = 0
  private var names: JSONNames
  /// Where long values begin (upper half) and end, in the order of their ends.
  private(set) var longRanges: [UInt64] = []
  /// How many bytes of the innermost open value are those of long values in it.
  private var coveredByteCount = 0

  init(bytes: [UInt8], acceptsNonFinite: Bool = false) {
    self.bytes = bytes
    self.acceptsNonFinite = acceptsNonFinite
    names = JSONNames(bytes)
  }

  /// Checks the whole text and says where its value begins.
  mutating func parseText() throws(JSONError) -> Int {
    guard bytes.count < UInt32.max else {
      throw JSONError(offset: 0, expected: "a text below 4 GiB", found: "\(bytes.count) bytes")
    }
    skipSpace()
    let start = position
    try parseValue()
    skipSpace()
    guard position == bytes.count else { throw failure("the end of the text") }
    return start
  }

  private func failure(_ expected: String, at offset: Int? = nil) -> JSONError {
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

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0a, 0x0d: position += 1
      default: return
      }
    }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func parseValue() throws(JSONError) {
    guard position < bytes.count else { throw failure("a value") }
    switch bytes[position] {
    case UInt8(ascii: "{"), UInt8(ascii: "["): try parseNested()
    case UInt8(ascii: "\""): try parseString()
    case UInt8(ascii: "t"): try parseWord("true")
    case UInt8(ascii: "f"): try parseWord("false")
    case UInt8(ascii: "n"): try parseWord("null")
    case UInt8(ascii: "N") where acceptsNonFinite: try parseWord("NaN")
    case UInt8(ascii: "I") where acceptsNonFinite: try parseWord("Infinity")
    case UInt8(ascii: "-")
    where acceptsNonFinite && position + 1 < bytes.count
      && bytes[position + 1] == UInt8(ascii: "I"):
      try parseWord("-Infinity")
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try parseNumber()
    default: throw failure("a value")
    }
  }

  private mutating func parseNested() throws(JSONError) {
    guard depth < JSONParser.maximumDepth else {
      throw JSONError(
        offset: position, expected: "at most \(JSONParser.maximumDepth) levels of nesting",
        found: "one more")
    }
    let start = position
    let outerByteCount = coveredByteCount
    coveredByteCount = 0
    depth += 1
    if bytes[start] == UInt8(ascii: "{") { try parseObject() } else { try parseArray() }
    depth -= 1
    noteEnd(of: start, outer: outerByteCount)
  }

  /// Writes down where the value that has just been read ends if it is long.
  private mutating func noteEnd(of start: Int, outer outerByteCount: Int) {
    let byteCount = position - start
    if byteCount - coveredByteCount >= JSONText.longByteCount {
      longRanges.append(UInt64(start) << 32 | UInt64(position))
      coveredByteCount = byteCount
    }
    coveredByteCount += outerByteCount
  }

  private mutating func parseObject() throws(JSONError) {
    position += 1
    skipSpace()
    if take(UInt8(ascii: "}")) { return }
    let first = names.count
    while true {
      skipSpace()
      let start = position
      guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
        throw failure("a name in quotes")
      }
      let hasEscapes = try parseString()
      try names.append(start + 1..<position - 1, hasEscapes: hasEscapes, first: first)
      skipSpace()
      guard take(UInt8(ascii: ":")) else { throw failure("':'") }
      skipSpace()
      try parseValue()
      skipSpace()
      if take(UInt8(ascii: "}")) { return try names.close(first) }
      guard take(UInt8(ascii: ",")) else { throw failure("',' or '}'") }
    }
  }

  private mutating func parseArray() throws(JSONError) {
    position += 1
    skipSpace()
    if take(UInt8(ascii: "]")) { return }
    while true {
      skipSpace()
      try parseValue()
      skipSpace()
      if take(UInt8(ascii: "]")) { return }
      guard take(UInt8(ascii: ",")) else { throw failure("',' or ']'") }
    }
  }

  private mutating func parseWord(_ word: StaticString) throws(JSONError) {
    let text = word.description.utf8
    guard bytes[position...].starts(with: text) else { throw failure("'\(word)'") }
    position += text.count
  }

  private mutating func skipDigits() throws(JSONError) {
    let first = position
    while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
    guard position > first else { throw failure("a digit") }
  }

  private mutating func parseNumber() throws(JSONError) {
    let start = position
    _ = take(UInt8(ascii: "-"))
    if !take(UInt8(ascii: "0")) { try skipDigits() }
    if take(UInt8(ascii: ".")) { try skipDigits() }
    var hasExponent = false
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      hasExponent = true
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      try skipDigits()
    }
    // Without an exponent 300 digits are finite.
    guard !acceptsNonFinite, hasExponent || position - start > 300 else { return }
    let literal = String(decoding: bytes[start..<position], as: UTF8.self)
    guard let value = Double(literal), value.isFinite else {
      throw JSONError(offset: start, expected: "a finite number", found: literal.cut())
    }
  }
}

extension JSONParser {
  /// Checks a string in quotes, on the first of which the position is; says whether it has escapes.
  @discardableResult
  private mutating func parseString() throws(JSONError) -> Bool {
    let start = position
    position += 1
    var hasEscapes = false
    var bits: UInt8 = 0
    while true {
      guard position < bytes.count else { throw failure("'\"'") }
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") { break }
      if byte == UInt8(ascii: "\\") {
        hasEscapes = true
        try parseEscape()
        continue
      }
      guard byte >= 0x20 else { throw failure("no control character inside a string") }
      bits |= byte
      position += 1
    }
    if bits >= 0x80, String(validating: bytes[start + 1..<position], as: UTF8.self) == nil {
      throw JSONError(offset: start + 1, expected: "valid UTF-8", found: "an invalid sequence")
    }
    position += 1
    let outerByteCount = coveredByteCount
    coveredByteCount = 0
    noteEnd(of: start, outer: outerByteCount)
    return hasEscapes
  }

  private mutating func parseEscape() throws(JSONError) {
    let start = position
    position += 1
    guard position < bytes.count else { throw failure("an escape") }
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return
    case UInt8(ascii: "u"):
      let code = try parseHexadecimal()
      if (0xd800..<0xdc00).contains(code) {
        guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
          throw failure("the second half of a surrogate pair")
        }
        let low = try parseHexadecimal()
        guard (0xdc00..<0xe000).contains(low) else {
          throw failure("the second half of a surrogate pair", at: start)
        }
      } else if UnicodeScalar(code) == nil {
        throw failure("a Unicode scalar value", at: start)
      }
    default: throw failure("an escape", at: position - 1)
    }
  }

  private mutating func parseHexadecimal() throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard position < bytes.count, let digit = JSONText.digit(bytes[position]) else {
        throw failure("a hexadecimal digit")
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }
}
