import Base

// Keys, numbers and lengths, each in its shortest form.

extension WireReader {
  /// Which message this is, for an error that has a field's number only.
  var place: String { prefix.isEmpty ? "" : " of \(prefix.dropLast())" }

  /// Whether field `number` comes next; the reader then stands at its value.
  mutating func moves(
    to number: Int, _ type: WireType, _ name: String
  ) throws(CrestError) -> Bool {
    asked = number
    guard let next = try nextKey() else { return false }
    guard next.number >= number else {
      throw notCanonical("field \(next.number)\(place) behind its place")
    }
    guard next.number == number else { return false }
    guard next.type == type else {
      throw malformed(
        expected: "\(prefix)\(name) with wire type \(type.rawValue)",
        found: "wire type \(next.type.rawValue)")
    }
    key = nil
    return true
  }

  mutating func nextKey() throws(CrestError) -> (number: Int, type: WireType)? {
    if let key { return key }
    guard position < body.byteCount else { return nil }
    let begin = position
    let value = try varint()
    guard value >> 3 > 0, value >> 3 < 1 << 29, let type = WireType(rawValue: UInt8(value & 7))
    else {
      throw malformed(
        expected: "a protobuf message of crest.proto",
        found: "key \(value) at byte \(begin)\(place)")
    }
    key = (Int(value >> 3), type)
    return key
  }

  mutating func varint() throws(CrestError) -> UInt64 {
    let begin = position
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard position < body.byteCount else { throw cut("a whole number", at: begin) }
      let byte = body[position]
      position += 1
      // The tenth byte holds the highest bit alone.
      guard shift < 63 || byte < 2 else { break }
      value |= UInt64(byte & 127) << shift
      guard byte > 127 else {
        guard byte > 0 || shift == 0 else {
          throw notCanonical("a longer form at byte \(begin)\(place)")
        }
        return value
      }
    }
    throw malformed(
      expected: "a number below 2^64", found: "a larger one at byte \(begin)\(place)")
  }

  func int(
    _ value: UInt64, _ name: @autoclosure () -> String
  ) throws(CrestError) -> Int {
    guard let int = Int(exactly: value) else {
      throw error(name(), expected: "a number below 2^63", found: "\(value)")
    }
    return int
  }

  func bool(
    _ value: UInt64, _ name: @autoclosure () -> String
  ) throws(CrestError) -> Bool {
    guard value < 2 else {
      throw malformed(expected: "\(prefix)\(name()) to be 0 or 1", found: "\(value)")
    }
    return value == 1
  }

  mutating func fixed<Integer: FixedWidthInteger & BitwiseCopyable>(
    _ type: Integer.Type, _ name: @autoclosure () -> String
  ) throws(CrestError) -> Integer {
    let size = MemoryLayout<Integer>.size
    guard body.byteCount - position >= size else {
      throw cut("\(size) bytes of \(prefix)\(name())", at: position)
    }
    let value = (0..<size).reduce(into: Integer(0)) { value, index in
      value |= Integer(truncatingIfNeeded: body[position + index]) << (index * 8)
    }
    position += size
    return value
  }

  /// What follows a length.
  mutating func counted(_ name: String) throws(CrestError) -> ByteRegion {
    let byteCount = try varint()
    guard byteCount <= UInt64(body.byteCount - position) else {
      throw cut("\(byteCount) bytes of \(prefix)\(name)", at: position)
    }
    let begin = position
    position += Int(byteCount)
    return body.slice(begin..<position)
  }

  private func cut(_ expected: String, at begin: Int) -> CrestError {
    malformed(expected: expected, found: "\(body.byteCount - begin) bytes\(place)")
  }

  /// Counts what a value takes in memory: a few bytes of a hostile file must not become many.
  mutating func take(_ byteCount: Int) throws(CrestError) {
    room -= byteCount
    guard room >= 0 else {
      throw malformed(
        expected: "values of at most \(CrestLimits.decodedByteCount) bytes", found: "more")
    }
  }
}
