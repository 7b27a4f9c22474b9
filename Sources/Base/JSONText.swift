/// A JSON text that has been checked as a whole and of which nothing is built: values are read where
/// somebody asks for them.
///
/// Whatever its shape, it costs its own bytes and at most an eighth more.
final class JSONText: Sendable {
  /// A value of at least this many bytes, those of long values inside it not counted, is passed over
  /// in one step.
  static let longByteCount = 64

  private let bytes: [UInt8]
  /// Where long values begin (upper half) and end, ascending.
  private let longRanges: [UInt64]
  private let readsWholeNumbersAsIntegers: Bool

  /// Wraps bytes that a `JSONParser` has found to be a JSON text.
  init(checked bytes: [UInt8], longRanges: [UInt64], readsWholeNumbersAsIntegers: Bool) {
    self.bytes = bytes
    self.longRanges = longRanges
    self.readsWholeNumbersAsIntegers = readsWholeNumbersAsIntegers
  }

  // MARK: Values

  /// The value that begins at `start`.
  func value(at start: Int) -> JSONValue {
    switch bytes[start] {
    case UInt8(ascii: "{"): .object(JSONObject(text: self, start: start))
    case UInt8(ascii: "["): .list(JSONArray(text: self, start: start))
    case UInt8(ascii: "\""): .string(string(at: start))
    case UInt8(ascii: "t"): .bool(true)
    case UInt8(ascii: "f"): .bool(false)
    case UInt8(ascii: "n"): .null
    case UInt8(ascii: "N"): .number(.nan)
    case UInt8(ascii: "I"): .number(.infinity)
    default: number(at: start)
    }
  }

  /// The string whose opening quote is at `start`.
  func string(at start: Int) -> String {
    let content = bytes[start + 1..<end(of: start) - 1]
    guard content.contains(UInt8(ascii: "\\")) else {
      return String(decoding: content, as: UTF8.self)
    }
    return String(decoding: JSONText.unescaped(content), as: UTF8.self)
  }

  /// Whether the string at `start` has the bytes of `name`.
  func isString(at start: Int, _ name: String) -> Bool {
    var position = start + 1
    for byte in name.utf8 {
      if bytes[position] == UInt8(ascii: "\\") { return string(at: start).hasSameBytes(as: name) }
      // The closing quote differs from any byte of a name but a quote, which has an escape.
      guard bytes[position] == byte, byte != UInt8(ascii: "\"") else { return false }
      position += 1
    }
    return bytes[position] == UInt8(ascii: "\"")
  }

  private func number(at start: Int) -> JSONValue {
    let literal = bytes[start..<endOfNumber(start)]
    let isNegative = literal.first == UInt8(ascii: "-")
    var integer: Int? = 0
    for byte in literal.dropFirst(isNegative ? 1 : 0) {
      guard let value = integer, (0x30...0x39).contains(byte) else {
        integer = nil
        break
      }
      let digit = Int(byte - 0x30)
      integer = value.checkedMultiplying(by: 10)?.checkedAdding(isNegative ? -digit : digit)
    }
    if let integer { return .integer(integer) }
    // The parser has taken it: only "-Infinity" is none to Swift's reader of numbers.
    let number = Double(String(decoding: literal, as: UTF8.self)) ?? -.infinity
    if readsWholeNumbersAsIntegers, let integer = Int(exactly: number) { return .integer(integer) }
    return .number(number)
  }

  // MARK: Places

  /// The first element of the array, or the first name of the object, that begins at `start`; `nil`
  /// if there is none.
  func first(in start: Int) -> Int? {
    let position = afterSpace(start + 1)
    return isClosing(bytes[position]) ? nil : position
  }

  /// The next element or name after the value at `start`; `nil` after the last.
  func next(after start: Int) -> Int? {
    let position = afterSpace(end(of: start))
    return isClosing(bytes[position]) ? nil : afterSpace(position + 1)
  }

  /// The value of the member whose name is at `start`.
  func value(ofNameAt start: Int) -> Int { afterSpace(afterSpace(end(of: start)) + 1) }

  private func isClosing(_ byte: UInt8) -> Bool { byte | 0x20 == UInt8(ascii: "}") }

  private func afterSpace(_ start: Int) -> Int {
    var position = start
    while bytes[position] <= 0x20 { position += 1 }
    return position
  }

  private func endOfNumber(_ start: Int) -> Int {
    var position = start
    while position < bytes.count {
      switch bytes[position] {
      case 0x00...0x20, UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"): return position
      default: position += 1
      }
    }
    return position
  }

  /// The first byte after the value that begins at `start`.
  private func end(of start: Int) -> Int {
    switch bytes[start] {
    case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""):
      return end(of: start, within: JSONText.longByteCount) ?? endOfLong(start)
    default: return endOfNumber(start)
    }
  }

  /// The end of a string, an array or an object of at most `limit` bytes.
  private func end(of start: Int, within limit: Int) -> Int? {
    var position = start
    var depth = 0
    var isInString = false
    let stop = min(bytes.count, start + limit)
    while position < stop {
      let byte = bytes[position]
      position += 1
      if isInString {
        if byte == UInt8(ascii: "\\") {
          position += 1
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
          if depth == 0 { return position }
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isInString = true
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        if depth == 0 { return position }
      default: break
      }
    }
    return nil
  }

  /// The end of a value that is longer: written down, or long only by the values inside it.
  private func endOfLong(_ start: Int) -> Int {
    if let end = writtenEnd(of: start) { return end }
    var position = start + 1
    var depth = 1
    while depth > 0 {
      switch bytes[position] {
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        position += 1
      case UInt8(ascii: "\""): position = end(of: position)
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        if let end = writtenEnd(of: position) {
          position = end
        } else {
          depth += 1
          position += 1
        }
      default: position += 1
      }
    }
    return position
  }

  private func writtenEnd(of start: Int) -> Int? {
    var low = 0
    var high = longRanges.count
    while low < high {
      let middle = (low + high) / 2
      if longRanges[middle] >> 32 < UInt64(start) { low = middle + 1 } else { high = middle }
    }
    guard low < longRanges.count, longRanges[low] >> 32 == UInt64(start) else { return nil }
    return Int(longRanges[low] & 0xffff_ffff)
  }

  // MARK: Escapes

  /// The bytes of a string's content with its escapes, all valid, replaced.
  static func unescaped(_ content: ArraySlice<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(content.count)
    var position = content.startIndex
    func hexadecimal(at first: Int) -> UInt32 {
      content[first..<first + 4].reduce(0) { $0 << 4 | UInt32(JSONText.digit($1) ?? 0) }
    }
    while position < content.endIndex {
      guard content[position] == UInt8(ascii: "\\") else {
        text.append(content[position])
        position += 1
        continue
      }
      let byte = content[position + 1]
      position += 2
      switch byte {
      case UInt8(ascii: "b"): text.append(0x08)
      case UInt8(ascii: "f"): text.append(0x0c)
      case UInt8(ascii: "n"): text.append(0x0a)
      case UInt8(ascii: "r"): text.append(0x0d)
      case UInt8(ascii: "t"): text.append(0x09)
      case UInt8(ascii: "u"):
        var code = hexadecimal(at: position)
        position += 4
        if (0xd800..<0xdc00).contains(code) {
          code = 0x10000 + (code - 0xd800) << 10 + (hexadecimal(at: position + 2) - 0xdc00)
          position += 6
        }
        if let scalar = UnicodeScalar(code) {
          text.append(contentsOf: UTF8.encode(scalar) ?? .init())
        }
      default: text.append(byte)
      }
    }
    return text
  }

  /// The value of a hexadecimal digit.
  static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
