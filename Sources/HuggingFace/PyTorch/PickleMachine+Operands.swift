import Base

extension PickleMachine {
  /// Protocols whose instructions are known.
  static let protocols: ClosedRange<UInt8> = 2...5

  /// An instruction's integer operand.
  mutating func readOperand<Integer: FixedWidthInteger>(
    _ type: Integer.Type
  ) throws(HuggingFaceError) -> Integer {
    guard let value = cursor.integer(type) else {
      throw wrong(expected: "an operand", found: "the end of data.pkl")
    }
    return value
  }

  /// PROTO as the first instruction, and FRAME, whose length only helps readers of streams.
  mutating func readFrame(_ opcode: PickleOpcode) throws(HuggingFaceError) {
    guard opcode == .proto else {
      let length = try readOperand(UInt64.self)
      guard length <= UInt64(cursor.remaining) else {
        throw wrong(expected: "a frame of at most \(cursor.remaining) bytes", found: "\(length)")
      }
      return
    }
    guard offset == 0 else { throw wrong(expected: "PROTO at byte 0 only", found: "it again") }
    let version = try readOperand(UInt8.self)
    guard PickleMachine.protocols.contains(version) else {
      throw wrong(expected: "protocol 2 to 5", found: "\(version)")
    }
  }

  /// The operand of one of the four instructions for integers.
  mutating func readInteger(_ opcode: PickleOpcode) throws(HuggingFaceError) -> Int {
    switch opcode {
    case .binInt1: return try Int(readOperand(UInt8.self))
    case .binInt2: return try Int(readOperand(UInt16.self))
    case .binInt: return try Int(readOperand(Int32.self))
    default:
      let count = try Int(readOperand(UInt8.self))
      guard count <= 8 else {
        throw wrong(expected: "an integer of at most 8 bytes", found: "\(count)")
      }
      guard let bytes = cursor.take(count) else {
        throw wrong(expected: "\(count) bytes", found: "the end of data.pkl")
      }
      // Two's complement of any width, least significant byte first.
      let sign: Int = (bytes.last ?? 0) >= 0x80 ? -1 : 0
      return bytes.reversed().reduce(sign) { $0 << 8 | Int($1) }
    }
  }

  /// The operand of one of the two instructions for strings.
  mutating func readString(_ opcode: PickleOpcode) throws(HuggingFaceError) -> String {
    let count =
      opcode == .binUnicode
      ? try Int(readOperand(UInt32.self)) : try Int(readOperand(UInt8.self))
    guard count <= PickleLimits.stringByteCount else {
      throw wrong(
        expected: "a string of at most \(PickleLimits.stringByteCount) bytes", found: "\(count)")
    }
    guard let bytes = cursor.take(count) else {
      throw wrong(
        expected: "a string of \(count) bytes", found: "\(cursor.remaining) before the end")
    }
    guard let string = String(validating: bytes, as: UTF8.self) else {
      throw wrong(expected: "a string in UTF-8", found: "an invalid sequence")
    }
    return string
  }

  /// The operand of GLOBAL: module and name, each with a line feed.
  mutating func readGlobal() throws(HuggingFaceError) -> PickleGlobal {
    let count = PickleLimits.globalByteCount
    guard let module = cursor.take(before: 0x0a, limit: count),
      let name = cursor.take(before: 0x0a, limit: count)
    else { throw wrong(expected: "two lines of at most \(count) bytes", found: "none") }
    return try global(
      module: String(decoding: module, as: UTF8.self), name: String(decoding: name, as: UTF8.self))
  }

  /// The global that STACK_GLOBAL names by two strings.
  func global(module: PickleValue, name: PickleValue) throws(HuggingFaceError) -> PickleGlobal {
    guard case .string(let module) = module, case .string(let name) = name else {
      throw wrong(expected: "a module and a name as strings", found: "other values")
    }
    return try global(module: module, name: name)
  }

  private func global(module: String, name: String) throws(HuggingFaceError) -> PickleGlobal {
    guard let global = PickleGlobal(rawValue: "\(module) \(name)") else {
      throw wrong(
        expected: "a name that a dictionary of tensors needs",
        found: "'\(module).\(name)', which was not executed")
    }
    return global
  }
}

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
