import Base

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

  init(_ file: ReadableFile) throws(SafetensorsError) {
    let (bytes, dataOffset) = try SafetensorsHeader.bytes(of: file)
    let members = try SafetensorsHeader.members(bytes, path: file.path)
    var metadata: [String: String] = [:]
    var tensors: [TensorEntry] = []
    for member in members {
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
  ) throws(SafetensorsError) -> (header: [UInt8], dataOffset: Int) {
    guard file.byteCount >= lengthByteCount else {
      throw .fileTooShort(path: file.path, expected: lengthByteCount, found: file.byteCount)
    }
    let available = file.byteCount - lengthByteCount
    let length = try SafetensorsError.file { () throws(FileError) in
      try file.bytes(at: 0, count: lengthByteCount).littleEndian(UInt64.self, at: 0) ?? 0
    }
    guard length <= UInt64(available) else {
      throw .headerBeyondFile(path: file.path, expected: available, found: length)
    }
    guard length <= UInt64(maximumByteCount) else {
      throw .headerTooLong(path: file.path, expected: maximumByteCount, found: Int(length))
    }
    let header = try SafetensorsError.file { () throws(FileError) in
      try file.bytes(at: lengthByteCount, count: Int(length))
    }
    return (header, lengthByteCount + Int(length))
  }

  private static func members(
    _ bytes: [UInt8], path: String
  ) throws(SafetensorsError) -> [JSONObject.Member] {
    guard bytes.first == UInt8(ascii: "{") else {
      throw .headerStart(path: path, found: bytes.first)
    }
    if let last = bytes.last(where: { $0 != 0x20 }), [0x09, 0x0a, 0x0d].contains(last) {
      throw .headerEnd(path: path, found: last)
    }
    do {
      return try JSONValue(parsing: bytes).object?.members ?? []
    } catch {
      throw .headerJSON(path: path, error)
    }
  }

  private static func metadata(
    _ value: JSONValue, path: String
  ) throws(SafetensorsError) -> [String: String] {
    guard let object = value.object else {
      throw .metadata(path: path, key: nil, found: value.kind)
    }
    var result: [String: String] = [:]
    for member in object.members {
      guard let text = member.value.string else {
        throw .metadata(path: path, key: member.name, found: member.value.kind)
      }
      result[member.name] = text
    }
    return result
  }

  /// The tensors, sorted by offset, cover the data exactly: no hole, no overlap, no rest.
  private static func checkCoverage(
    _ tensors: [TensorEntry], dataOffset: Int, file: ReadableFile
  ) throws(SafetensorsError) {
    var end = dataOffset
    var previous: TensorEntry?
    for tensor in tensors {
      let begin = tensor.fileOffset
      if let previous, begin < end {
        throw .overlap(
          path: file.path, tensor: tensor.name, other: previous.name, expected: end - dataOffset,
          found: begin - dataOffset)
      }
      if begin > end {
        throw .hole(
          path: file.path, tensor: tensor.name, expected: end - dataOffset,
          found: begin - dataOffset)
      }
      if let previous, previous.fileOffset == begin {
        throw .sharedOffset(
          path: file.path, tensor: tensor.name, other: previous.name, offset: begin - dataOffset)
      }
      end = begin + tensor.byteCount
      previous = tensor
    }
    if let previous, end > file.byteCount {
      throw .dataBeyondFile(
        path: file.path, tensor: previous.name, expected: end, found: file.byteCount)
    }
    guard end == file.byteCount else {
      throw .trailingBytes(path: file.path, expected: end, found: file.byteCount)
    }
  }
}
