import Base

/// How a field's value is encoded: the low three bits of its key.
enum WireType: UInt8 {
  case varint = 0
  case fixed64 = 1
  case lengthDelimited = 2
  case fixed32 = 5
}

/// Reads one protobuf message where it lies, field by field in number order.
///
/// A manifest has one canonical encoding, so the caller asks for every field of `crest.proto` in
/// its turn, and whatever is not the next field asked for, in its shortest form, is refused. Lengths
/// are held against the bytes there are before anything is allocated.
struct WireReader {
  /// The file that errors name.
  let path: String
  /// All bytes of the message.
  let body: ByteRegion

  /// What the names of the fields begin with: nothing, or such as `sentence.prompts[0].`.
  let prefix: String
  let minorVersion: UInt16
  var position = 0
  /// The number of the last field asked for.
  var asked = 0
  /// The key before `position`, if its field is still to be asked for.
  var key: (number: Int, type: WireType)?
  /// How many more bytes the decoded values may take.
  var room: Int

  /// Begins a message.
  init(_ body: ByteRegion, minorVersion: UInt16, path: String) {
    self.init(
      body, minorVersion: minorVersion, path: path, prefix: "",
      room: CrestLimits.decodedByteCount)
  }

  private init(
    _ body: ByteRegion, minorVersion: UInt16, path: String, prefix: String, room: Int
  ) {
    self.body = body
    self.minorVersion = minorVersion
    self.path = path
    self.prefix = prefix
    self.room = room
  }

  // MARK: Errors

  func error(_ name: String, expected: String, found: String) -> CrestError {
    .field(path: path, field: prefix + name, expected: expected, found: found)
  }

  /// The value, which the format requires.
  func required<Value>(_ value: Value?, _ name: String) throws(CrestError) -> Value {
    guard let value else { throw .missing(path: path, field: prefix + name) }
    return value
  }

  /// Refuses a value that another field leaves no meaning for.
  func absent<Value>(_ value: Value?, _ name: String, _ reason: String) throws(CrestError) {
    guard value == nil else { throw error(name, expected: "no value \(reason)", found: "one") }
  }

  func malformed(expected: String, found: String) -> CrestError {
    .malformedManifest(path: path, expected: expected, found: found)
  }

  func notCanonical(_ found: String) -> CrestError {
    malformed(expected: "each field once, in number order, in its shortest form", found: found)
  }

  // MARK: Values

  /// A number below 2^63.
  mutating func int(_ number: Int, _ name: String) throws(CrestError) -> Int? {
    guard try moves(to: number, .varint, name) else { return nil }
    let value = try varint()
    return try int(value, name)
  }

  mutating func bool(_ number: Int, _ name: String) throws(CrestError) -> Bool? {
    guard try moves(to: number, .varint, name) else { return nil }
    let value = try varint()
    return try bool(value, name)
  }

  mutating func double(_ number: Int, _ name: String) throws(CrestError) -> Double? {
    guard try moves(to: number, .fixed64, name) else { return nil }
    return Double(bitPattern: try fixed(UInt64.self, name))
  }

  mutating func float(_ number: Int, _ name: String) throws(CrestError) -> Float? {
    guard try moves(to: number, .fixed32, name) else { return nil }
    return Float(bitPattern: try fixed(UInt32.self, name))
  }

  /// UTF-8 without U+0000.
  mutating func string(_ number: Int, _ name: String) throws(CrestError) -> String? {
    guard try moves(to: number, .lengthDelimited, name) else { return nil }
    let bytes = try counted(name).bytes
    try take(bytes.count)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw error(name, expected: "UTF-8", found: "other bytes")
    }
    guard !bytes.contains(0) else {
      throw error(name, expected: "no U+0000", found: "one at byte \(bytes.firstIndex(of: 0) ?? 0)")
    }
    return text
  }

  /// One of the cases of `Value`, by name.
  mutating func choice<Value: RawRepresentable<String> & CaseIterable>(
    _ number: Int, _ name: String
  ) throws(CrestError) -> Value? {
    guard let text = try string(number, name) else { return nil }
    guard let value = Value(rawValue: text) else {
      let names = Value.allCases.map { $0.rawValue }.joined(separator: ", ")
      throw error(name, expected: "one of \(names)", found: "'\(text)'")
    }
    return value
  }

  mutating func checksum(_ number: Int, _ name: String) throws(CrestError) -> Checksum? {
    guard try moves(to: number, .lengthDelimited, name) else { return nil }
    let bytes = try counted(name).bytes
    guard let checksum = Checksum(bytes: bytes) else {
      throw error(name, expected: "32 bytes", found: "\(bytes.count)")
    }
    return checksum
  }

  // MARK: Lists and messages

  /// A packed list of numbers below 2^63; empty if there is none.
  mutating func ints(_ number: Int, _ name: String) throws(CrestError) -> [Int] {
    try packed(number, name, count: Self.varintCount) { (reader, index) throws(CrestError) in
      let value = try reader.varint()
      return try reader.int(value, "\(name)[\(index)]")
    }
  }

  /// A packed list of booleans; empty if there is none.
  mutating func bools(_ number: Int, _ name: String) throws(CrestError) -> [Bool] {
    try packed(number, name, count: Self.varintCount) { (reader, index) throws(CrestError) in
      let value = try reader.varint()
      return try reader.bool(value, "\(name)[\(index)]")
    }
  }

  /// A packed list of binary32 numbers; empty if there is none.
  mutating func floats(_ number: Int, _ name: String) throws(CrestError) -> [Float] {
    try packed(number, name, count: { $0.count / 4 }) { (reader, index) throws(CrestError) in
      Float(bitPattern: try reader.fixed(UInt32.self, "\(name)[\(index)]"))
    }
  }

  /// A message inside this one.
  mutating func message<Value>(
    _ number: Int, _ name: String, _ read: (inout WireReader) throws(CrestError) -> Value
  ) throws(CrestError) -> Value? {
    guard try moves(to: number, .lengthDelimited, name) else { return nil }
    return try nested(counted(name), name, read)
  }

  /// Every message of a list.
  mutating func list<Value>(
    _ number: Int, _ name: String, _ read: (inout WireReader) throws(CrestError) -> Value
  ) throws(CrestError) -> [Value] {
    var values: [Value] = []
    while try moves(to: number, .lengthDelimited, name) {
      try take(MemoryLayout<Value>.stride)
      let element = "\(name)[\(values.count)]"
      values.append(try nested(counted(element), element, read))
    }
    return values
  }

  /// Ends the message: what is left are fields of a newer minor version.
  mutating func finish() throws(CrestError) {
    while let (number, type) = try nextKey() {
      guard number > asked else {
        throw notCanonical("field \(number)\(place) behind its place")
      }
      guard minorVersion > CrestLimits.minorVersion else {
        throw malformed(
          expected: "the fields of version \(CrestLimits.majorVersion).\(minorVersion)",
          found: "field \(number)\(place)")
      }
      key = nil
      let name = "(\(number))"
      switch type {
      case .varint: _ = try varint()
      case .fixed64: _ = try fixed(UInt64.self, name)
      case .fixed32: _ = try fixed(UInt32.self, name)
      case .lengthDelimited: _ = try counted(name)
      }
    }
  }

  private mutating func nested<Value>(
    _ region: ByteRegion, _ name: String,
    _ read: (inout WireReader) throws(CrestError) -> Value
  ) throws(CrestError) -> Value {
    var reader = WireReader(
      region, minorVersion: minorVersion, path: path, prefix: "\(prefix)\(name).", room: room)
    let value = try read(&reader)
    try reader.finish()
    room = reader.room
    return value
  }

  /// Reads a packed list; `count` tells from its bytes how many values it has.
  private mutating func packed<Value>(
    _ number: Int, _ name: String, count: ([UInt8]) -> Int,
    _ read: (inout WireReader, _ index: Int) throws(CrestError) -> Value
  ) throws(CrestError) -> [Value] {
    guard try moves(to: number, .lengthDelimited, name) else { return [] }
    let region = try counted(name)
    guard region.byteCount > 0 else { throw notCanonical("an empty list in \(prefix)\(name)") }
    let count = count(region.bytes)
    try take(count * MemoryLayout<Value>.stride)
    var reader = WireReader(
      region, minorVersion: minorVersion, path: path, prefix: prefix, room: room)
    var values: [Value] = []
    values.reserveCapacity(count)
    while reader.position < region.byteCount { values.append(try read(&reader, values.count)) }
    return values
  }

  /// The numbers in the bytes of a packed list: each ends with a byte below 128.
  private static func varintCount(_ bytes: [UInt8]) -> Int { bytes.count { $0 < 128 } }
}
