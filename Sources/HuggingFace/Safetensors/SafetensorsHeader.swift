import Base
import Model

/// The parsed and checked header of a safetensors file.
///
/// Beyond the reference implementation (safetensors 0.8, `tensor.rs`) it refuses: anything but `{`
/// as the first byte, anything but spaces after the closing brace, a name twice in any object,
/// unknown fields, two tensors at one offset (one of them empty), more than eight dimensions, empty
/// and overlong names and names with control characters, and every product that overflows in any
/// order of its factors.
struct SafetensorsHeader {
  static let lengthByteCount = 8
  static let maximumByteCount = 100_000_000
  static let maximumNameByteCount = 1024
  static let maximumDimensionCount = 8

  let tensors: [TensorEntry]
  let metadata: [String: String]

  init(_ file: ReadableFile) throws(HuggingFaceError) {
    let (bytes, dataOffset) = try SafetensorsHeader.bytes(of: file)
    let object = try SafetensorsHeader.object(bytes, path: file.path)
    var metadata: [String: String] = [:]
    var tensors: [TensorEntry] = []
    for member in object.members {
      if member.name == "__metadata__" {
        metadata = try SafetensorsHeader.metadata(member.value, path: file.path)
      } else {
        tensors.append(
          try TensorEntry(
            name: member.name, value: member.value, dataOffset: dataOffset, path: file.path))
      }
    }
    tensors.sort { ($0.fileOffset, $0.byteCount) < ($1.fileOffset, $1.byteCount) }
    try SafetensorsHeader.checkCoverage(tensors, dataOffset: dataOffset, file: file)
    self.tensors = tensors
    self.metadata = metadata
  }

  /// The header's bytes; its length is held against the file's before anything is allocated.
  private static func bytes(
    of file: ReadableFile
  ) throws(HuggingFaceError) -> (header: [UInt8], dataOffset: Int) {
    if let kind = try SourceFile.kind(of: file), kind != .safetensors {
      throw .otherKind(path: file.path, found: kind)
    }
    guard file.byteCount >= lengthByteCount else {
      throw .malformed(
        path: file.path, place: "header length", expected: "at least \(lengthByteCount) bytes",
        found: file.byteCount == 0
          ? "0: the file is empty, copy or download it again" : "\(file.byteCount)")
    }
    let available = file.byteCount - lengthByteCount
    let start = try wrapping(HuggingFaceError.file, file.bytes(at: 0, count: lengthByteCount))
    let length = start.littleEndian(UInt64.self, at: 0) ?? 0
    guard length <= UInt64(available) else {
      throw .malformed(
        path: file.path, place: "header length",
        expected: "at most \(available), the rest of the file", found: "\(length)")
    }
    guard length <= UInt64(maximumByteCount) else {
      throw .malformed(
        path: file.path, place: "header length", expected: "at most \(maximumByteCount)",
        found: "\(length)")
    }
    let header = try wrapping(
      HuggingFaceError.file, file.bytes(at: lengthByteCount, count: Int(length)))
    return (header, lengthByteCount + Int(length))
  }

  private static func object(
    _ bytes: [UInt8], path: String
  ) throws(HuggingFaceError) -> JSONObject {
    guard bytes.first == UInt8(ascii: "{") else {
      let found = bytes.first.map { byte in
        (0x21..<0x7f).contains(byte)
          ? "'\(Character(UnicodeScalar(byte)))'" : "byte \(byte)"
      }
      throw .malformed(
        path: path, place: "header", expected: "'{' as the first byte", found: found ?? "nothing")
    }
    if let last = bytes.last(where: { $0 != 0x20 }), [0x09, 0x0a, 0x0d].contains(last) {
      throw .malformed(
        path: path, place: "header", expected: "only spaces after '}'", found: "byte \(last)")
    }
    let value = try wrapping(
      { HuggingFaceError.headerJSON(path: path, $0) }, JSONValue(parsing: bytes))
    return value.object ?? JSONObject()
  }

  private static func metadata(
    _ value: JSONValue, path: String
  ) throws(HuggingFaceError) -> [String: String] {
    guard let object = value.object else {
      throw .malformed(
        path: path, place: "__metadata__", expected: "an object of strings", found: value.kind)
    }
    var result: [String: String] = [:]
    for member in object.members {
      guard let text = member.value.string else {
        throw .malformed(
          path: path, place: "__metadata__ '\(member.name)'", expected: "a string",
          found: member.value.kind)
      }
      result[member.name] = text
    }
    return result
  }

  /// The tensors, sorted by offset, cover the data exactly: no hole, no overlap, no rest.
  private static func checkCoverage(
    _ tensors: [TensorEntry], dataOffset: Int, file: ReadableFile
  ) throws(HuggingFaceError) {
    var end = dataOffset
    var previous: TensorEntry?
    for tensor in tensors {
      let begin = tensor.fileOffset
      func wrong(_ expected: String, _ reason: String) -> HuggingFaceError {
        TensorFields(path: file.path, tensor: tensor.name).wrong(
          "data_offsets", expected: expected, found: "\(begin - dataOffset), \(reason)")
      }
      if let previous, begin < end {
        throw wrong("to begin at \(end - dataOffset)", "inside '\(previous.name)'")
      }
      if begin > end { throw wrong("to begin at \(end - dataOffset)", "which leaves a gap") }
      if let previous, previous.fileOffset == begin {
        throw wrong("an offset of its own", "where '\(previous.name)' begins")
      }
      end = begin + tensor.byteCount
      previous = tensor
    }
    if let previous, end > file.byteCount {
      throw .malformed(
        path: file.path, place: "tensor '\(previous.name)'", expected: "a file of \(end) bytes",
        found: "\(file.byteCount)")
    }
    guard end == file.byteCount else {
      throw .malformed(
        path: file.path, place: "",
        expected: "the file to end with its tensors at byte \(end)",
        found: "\(file.byteCount) bytes")
    }
  }
}

extension TensorEntry {
  /// Reads one entry of the header and checks everything that needs no other entry.
  ///
  /// - Throws: `HuggingFaceError` with the tensor, the field, what was expected and found.
  init(
    name: String, value: JSONValue, dataOffset: Int, path: String
  ) throws(HuggingFaceError) {
    try TensorEntry.checkName(name, path: path)
    let fields = TensorFields(path: path, tensor: name)
    guard let object = value.object else {
      throw fields.wrong("entry", expected: "an object", found: value.kind)
    }
    for member in object.members where !["dtype", "shape", "data_offsets"].contains(member.name) {
      throw fields.wrong(
        member.name, expected: "only dtype, shape and data_offsets", found: member.value.kind)
    }
    let elementType = try fields.elementType(object["dtype"])
    let shape = try fields.integers("shape", object["shape"]) { count in
      let limit = SafetensorsHeader.maximumDimensionCount
      return count <= limit ? nil : "at most \(limit) dimensions"
    }
    // The product of the positive sizes must fit too: [2^40, 2^40, 0] is no empty tensor but a trap.
    guard Int.checkedProduct(shape.filter { $0 > 0 }) != nil,
      let elementCount = Int.checkedProduct(shape),
      let bitCount = elementCount.checkedMultiplying(by: elementType.bitCount)
    else { throw fields.wrong("shape", expected: "a size that fits 63 bits", found: "\(shape)") }
    guard bitCount % 8 == 0 else {
      throw fields.wrong(expected: "whole bytes", found: "\(bitCount) bits")
    }
    let offsets = try fields.integers("data_offsets", object["data_offsets"]) { count in
      count == 2 ? nil : "2 offsets"
    }
    guard offsets[0] <= offsets[1] else {
      throw fields.wrong("data_offsets", expected: "begin before end", found: "\(offsets)")
    }
    guard let fileEnd = offsets[1].checkedAdding(dataOffset) else {
      throw fields.wrong("data_offsets", expected: "an end in the file", found: "\(offsets)")
    }
    let byteCount = offsets[1] - offsets[0]
    guard byteCount == bitCount / 8 else {
      throw fields.wrong(
        "data_offsets", expected: "\(bitCount / 8) bytes", found: "\(byteCount)")
    }
    self.init(
      name: name, elementType: elementType, shape: shape, fileOffset: fileEnd - byteCount,
      byteCount: byteCount, elementCount: elementCount)
  }

  /// Refuses names that no model has: empty, overlong or with control characters.
  private static func checkName(_ name: String, path: String) throws(HuggingFaceError) {
    let limit = SafetensorsHeader.maximumNameByteCount
    guard (1...limit).contains(name.utf8.count) else {
      throw TensorFields(path: path, tensor: String(name.prefix(40))).wrong(
        expected: "a name of 1 to \(limit) bytes", found: "\(name.utf8.count) bytes")
    }
    if let control = name.utf8.first(where: { $0 < 0x20 || $0 == 0x7f }) {
      throw TensorFields(path: path, tensor: name).wrong(
        expected: "a name without control characters", found: "byte \(control)")
    }
  }
}

/// Reads the fields of one tensor's entry and knows whose they are.
struct TensorFields {
  let path: String
  let tensor: String

  func wrong(_ field: String? = nil, expected: String, found: String) -> HuggingFaceError {
    .malformed(
      path: path, place: "tensor '\(tensor)'" + (field.map { ": \($0)" } ?? ""),
      expected: expected, found: found)
  }

  func elementType(_ value: JSONValue?) throws(HuggingFaceError) -> ElementType {
    guard let name = value?.string else {
      throw wrong("dtype", expected: "a string", found: value?.kind ?? "nothing")
    }
    guard let type = ElementType(rawValue: name) else {
      throw wrong("dtype", expected: "an element type such as F32", found: "\"\(name.prefix(40))\"")
    }
    return type
  }

  /// - Parameter refusal: what is expected instead of an array of so many elements.
  func integers(
    _ field: String, _ value: JSONValue?, refusal: (_ count: Int) -> String?
  ) throws(HuggingFaceError) -> [Int] {
    guard let elements = value?.array else {
      throw wrong(field, expected: "an array of integers", found: value?.kind ?? "nothing")
    }
    let count = elements.count
    if let expected = refusal(count) { throw wrong(field, expected: expected, found: "\(count)") }
    var result: [Int] = []
    for element in elements {
      guard let integer = element.integer, integer >= 0 else {
        throw wrong(field, expected: "integers from 0 to 2^63 - 1", found: element.kind)
      }
      result.append(integer)
    }
    return result
  }
}
