import Base
package import Model

/// A tensor to be written: row-major, little-endian bytes.
package struct SafetensorsTensor: Sendable, Equatable {
  /// The tensor's name.
  package let name: String
  /// The type of one element.
  package let elementType: ElementType
  /// The size of each dimension, outermost first.
  package let shape: [Int]
  /// The elements.
  package let bytes: [UInt8]

  /// A tensor of the given bytes.
  package init(name: String, elementType: ElementType, shape: [Int], bytes: [UInt8]) {
    self.name = name
    self.elementType = elementType
    self.shape = shape
    self.bytes = bytes
  }

  /// An F32 tensor.
  package init(name: String, shape: [Int], floats: [Float]) {
    let bytes = unsafe floats.map(\.bitPattern.littleEndian).withUnsafeBytes {
      unsafe [UInt8]($0)
    }
    self.init(name: name, elementType: .f32, shape: shape, bytes: bytes)
  }
}

/// Writes safetensors files in the layout of the reference implementation.
///
/// Tensors are ordered by element type, descending, then by name, an empty one last; the header is padded
/// with spaces to a multiple of 8 bytes. The same input gives the same bytes, and the reader accepts
/// whatever is written.
package enum SafetensorsWriter {
  /// Writes `tensors` and `metadata` to `path`, complete or not at all.
  ///
  /// - Throws: `HuggingFaceError.writing` if a tensor's bytes do not fit its shape, `.writingTwice`
  ///   for a name twice, `.tensorName`, `.tooManyDimensions` and, for a second empty tensor,
  ///   `.sharedOffset` for what no reader takes, `.file` if the file exists and `overwriting` is false or cannot be written.
  package static func write(
    tensors: [SafetensorsTensor], metadata: [String: String] = [:], to path: String,
    overwriting: Bool
  ) throws(HuggingFaceError) {
    let sorted = try ordered(tensors, path: path)
    let header = header(sorted, metadata: metadata)
    try HuggingFaceError.file { () throws(FileError) in
      let writer = try AtomicFileWriter(path: path, overwriting: overwriting)
      try writer.write(header, at: 0)
      var offset = header.count
      for tensor in sorted {
        try writer.write(tensor.bytes, at: offset)
        offset += tensor.bytes.count
      }
      try writer.commit()
    }
  }

  private static func ordered(
    _ tensors: [SafetensorsTensor], path: String
  ) throws(HuggingFaceError) -> [SafetensorsTensor] {
    var ranks: [ElementType: Int] = [:]
    for (rank, type) in ElementType.allCases.enumerated() { ranks[type] = -rank }
    var names: Set<Identifier> = []
    for tensor in tensors {
      let bitCount = Int.checkedProduct(tensor.shape + [tensor.elementType.bitCount])
      guard let bitCount, bitCount % 8 == 0, bitCount / 8 == tensor.bytes.count else {
        throw .writing(
          path: path, tensor: tensor.name, expected: (bitCount ?? 0) / 8,
          found: tensor.bytes.count)
      }
      guard names.insert(Identifier(tensor.name)).inserted else {
        throw .writingTwice(path: path, tensor: tensor.name)
      }
      try TensorEntry.checkName(tensor.name, path: path)
      guard tensor.shape.count <= SafetensorsHeader.maximumDimensionCount else {
        throw .tooManyDimensions(
          path: path, tensor: tensor.name, expected: SafetensorsHeader.maximumDimensionCount,
          found: tensor.shape.count)
      }
    }
    let sorted = tensors.filter { !$0.bytes.isEmpty }.sorted {
      (ranks[$0.elementType] ?? 0, Identifier($0.name))
        < (ranks[$1.elementType] ?? 0, Identifier($1.name))
    }
    // An empty tensor would begin where its successor does, which the reader refuses.
    let empty = tensors.filter(\.bytes.isEmpty)
    guard empty.count <= 1 else {
      throw .sharedOffset(
        path: path, tensor: empty[1].name, other: empty[0].name,
        offset: sorted.reduce(0) { $0 + $1.bytes.count })
    }
    return sorted + empty
  }

  private static func header(
    _ tensors: [SafetensorsTensor], metadata: [String: String]
  ) -> [UInt8] {
    var object = JSONObject()
    if !metadata.isEmpty {
      var strings = JSONObject()
      for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
        strings.append(key, .string(value))
      }
      object.append("__metadata__", .object(strings))
    }
    var offset = 0
    for tensor in tensors {
      let end = offset + tensor.bytes.count
      let fields: JSONValue = [
        "dtype": .string(tensor.elementType.rawValue),
        "shape": .array(tensor.shape.map { .integer($0) }),
        "data_offsets": [.integer(offset), .integer(end)],
      ]
      object.append(tensor.name, fields)
      offset = end
    }
    var text = Array(JSONValue.object(object).text.utf8)
    text.append(contentsOf: [UInt8](repeating: 0x20, count: text.count.aligned(to: 8) - text.count))
    var header: [UInt8] = []
    header.appendLittleEndian(UInt64(text.count))
    return header + text
  }
}
