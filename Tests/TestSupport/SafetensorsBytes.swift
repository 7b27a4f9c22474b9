import Base

/// Builds safetensors files byte by byte, right ones and wrong ones.
package enum SafetensorsBytes {
  /// A file of any header text and data; `length` is what the first 8 bytes claim, by default the
  /// truth.
  package static func file(header: String, data: [UInt8] = [], length: UInt64? = nil) -> [UInt8] {
    let text = Array(header.utf8)
    var bytes: [UInt8] = []
    bytes.appendLittleEndian(length ?? UInt64(text.count))
    return bytes + text + data
  }

  /// The header's text for one tensor.
  package static func entry(
    _ name: String, type: String = "F32", shape: [Int], begin: Int, end: Int
  ) -> String {
    "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":[\(begin),\(end)]}"
  }

  /// A right file of the given tensors, one after the other in the given order.
  package static func file(
    _ tensors: [(name: String, type: String, shape: [Int], bytes: [UInt8])]
  ) -> [UInt8] {
    var entries: [String] = []
    var data: [UInt8] = []
    for tensor in tensors {
      let end = data.count + tensor.bytes.count
      entries.append(
        entry(tensor.name, type: tensor.type, shape: tensor.shape, begin: data.count, end: end))
      data += tensor.bytes
    }
    return file(header: "{\(entries.joined(separator: ","))}", data: data)
  }

  /// The bytes of F32 values.
  package static func binary32(_ values: [Float]) -> [UInt8] {
    unsafe values.map(\.bitPattern.littleEndian).withUnsafeBytes { unsafe [UInt8]($0) }
  }

  /// The bytes of 16-bit patterns.
  package static func halves(_ values: [UInt16]) -> [UInt8] {
    unsafe values.map(\.littleEndian).withUnsafeBytes { unsafe [UInt8]($0) }
  }
}
