import Base
import CProtobuf

/// Reads the fields of protobuf-c structs; a missing field is an error that names it.
struct ProtobufFields {
  let path: String

  func error(_ field: String, expected: String, found: String) -> CrestError {
    .field(path: path, field: field, expected: expected, found: found)
  }

  func count(
    _ has: protobuf_c_boolean, _ value: UInt64, _ field: String
  ) throws(CrestError) -> Int {
    guard has != 0 else { throw .missing(path: path, field: field) }
    return try int(value, field)
  }

  func int(_ value: UInt64, _ field: String) throws(CrestError) -> Int {
    guard let int = Int(exactly: value) else {
      throw error(field, expected: "a number below 2^63", found: "\(value)")
    }
    return int
  }

  func value<Value>(
    _ has: protobuf_c_boolean, _ value: Value, _ field: String
  ) throws(CrestError) -> Value {
    guard has != 0 else { throw .missing(path: path, field: field) }
    return value
  }

  func bool(
    _ has: protobuf_c_boolean, _ value: protobuf_c_boolean, _ field: String
  ) throws(CrestError) -> Bool {
    guard has != 0 else { throw .missing(path: path, field: field) }
    return value != 0
  }

  func checksum(
    _ has: protobuf_c_boolean, _ value: ProtobufCBinaryData, _ field: String
  ) throws(CrestError) -> Checksum {
    guard has != 0 else { throw .missing(path: path, field: field) }
    let bytes = unsafe [UInt8](UnsafeBufferPointer(start: value.data, count: value.len))
    guard let checksum = Checksum(bytes: bytes) else {
      throw error(field, expected: "32 bytes", found: "\(bytes.count)")
    }
    return checksum
  }

  func string(
    _ pointer: UnsafeMutablePointer<CChar>?, _ field: String
  ) throws(CrestError) -> String {
    guard let text = unsafe try optionalString(pointer, field) else {
      throw .missing(path: path, field: field)
    }
    return text
  }

  func optionalString(
    _ pointer: UnsafeMutablePointer<CChar>?, _ field: String
  ) throws(CrestError) -> String? {
    guard let pointer = unsafe pointer else { return nil }
    guard let text = unsafe String(validatingCString: pointer) else {
      throw error(field, expected: "UTF-8", found: "other bytes")
    }
    return text
  }

  func choice<Value: RawRepresentable<String> & CaseIterable>(
    _ pointer: UnsafeMutablePointer<CChar>?, _ field: String
  ) throws(CrestError) -> Value {
    let text = unsafe try string(pointer, field)
    guard let value = Value(rawValue: text) else {
      let names = Value.allCases.map { $0.rawValue }.joined(separator: ", ")
      throw error(field, expected: "one of \(names)", found: "'\(text)'")
    }
    return value
  }

  func message<Message>(
    _ pointer: UnsafeMutablePointer<Message>?, _ field: String
  ) throws(CrestError) -> Message {
    guard let pointer = unsafe pointer else { throw .missing(path: path, field: field) }
    return unsafe pointer.pointee
  }

  func ints(
    _ pointer: UnsafeMutablePointer<UInt64>?, _ count: Int, _ field: String
  ) throws(CrestError) -> [Int] {
    var result: [Int] = []
    for value in unsafe [UInt64](UnsafeBufferPointer(start: pointer, count: count)) {
      result.append(try int(value, "\(field)[\(result.count)]"))
    }
    return result
  }

  /// Reads every message of a list; `read` gets the field's name with its index.
  func list<Message, Value>(
    _ pointer: UnsafeMutablePointer<UnsafeMutablePointer<Message>?>?, _ count: Int,
    _ field: String, _ read: (Message, String) throws(CrestError) -> Value
  ) throws(CrestError) -> [Value] {
    var result: [Value] = []
    let elements = unsafe UnsafeBufferPointer(start: pointer, count: count)
    for index in 0..<count {
      let name = "\(field)[\(index)]"
      result.append(unsafe try read(message(elements[index], name), name))
    }
    return result
  }

  /// Refuses a field that has no meaning beside another one.
  func absent(_ has: Bool, _ field: String, because reason: String) throws(CrestError) {
    guard !has else { throw error(field, expected: "no value \(reason)", found: "one") }
  }
}
