extension PickleMachine {
  /// Protocols whose instructions are known.
  static let protocols: ClosedRange<UInt8> = 2...5

  /// An instruction's integer operand.
  mutating func readOperand<Integer: FixedWidthInteger>(
    _ type: Integer.Type
  ) throws(PyTorchFileError) -> Integer {
    guard let value = cursor.integer(type) else {
      throw wrong(expected: "an operand", found: "the end of data.pkl")
    }
    return value
  }

  /// PROTO as the first instruction, and FRAME, whose length only helps readers of streams.
  mutating func readFrame(_ opcode: PickleOpcode) throws(PyTorchFileError) {
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
  mutating func readInteger(_ opcode: PickleOpcode) throws(PyTorchFileError) -> Int {
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
  mutating func readString(_ opcode: PickleOpcode) throws(PyTorchFileError) -> String {
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
  mutating func readGlobal() throws(PyTorchFileError) -> PickleGlobal {
    let count = PickleLimits.globalByteCount
    guard let module = cursor.take(before: 0x0a, limit: count),
      let name = cursor.take(before: 0x0a, limit: count)
    else { throw wrong(expected: "two lines of at most \(count) bytes", found: "none") }
    return try global(
      module: String(decoding: module, as: UTF8.self), name: String(decoding: name, as: UTF8.self))
  }

  /// The global that STACK_GLOBAL names by two strings.
  func global(module: PickleValue, name: PickleValue) throws(PyTorchFileError) -> PickleGlobal {
    guard case .string(let module) = module, case .string(let name) = name else {
      throw wrong(expected: "a module and a name as strings", found: "other values")
    }
    return try global(module: module, name: name)
  }

  private func global(module: String, name: String) throws(PyTorchFileError) -> PickleGlobal {
    guard let global = PickleGlobal(rawValue: "\(module) \(name)") else {
      throw .global(path: path, offset: offset, found: "\(module).\(name)")
    }
    return global
  }
}
