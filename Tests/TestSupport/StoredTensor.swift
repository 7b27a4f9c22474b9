import Base
package import Model

/// A tensor of a safetensors file in memory, to be changed and written again.
package struct StoredTensor: Sendable {
  /// Its name.
  package var name: String
  /// Its type, by its safetensors name.
  package var type: String
  /// Its shape.
  package var shape: [Int]
  /// Its bytes.
  package var bytes: [UInt8]

  /// A tensor of any type.
  package init(name: String, type: String, shape: [Int], bytes: [UInt8]) {
    self.name = name
    self.type = type
    self.shape = shape
    self.bytes = bytes
  }

  /// An F32 tensor.
  package init(_ name: String, _ shape: [Int], _ values: [Float]) {
    self.init(name: name, type: "F32", shape: shape, bytes: SafetensorsBytes.binary32(values))
  }

  /// The values of an F32 tensor.
  package var floats: [Float] {
    get {
      stride(from: 0, to: bytes.count, by: 4).map { at in
        let bits =
          UInt32(bytes[at]) | UInt32(bytes[at + 1]) << 8 | UInt32(bytes[at + 2]) << 16
          | UInt32(bytes[at + 3]) << 24
        return Float(bitPattern: bits)
      }
    }
    set { bytes = SafetensorsBytes.binary32(newValue) }
  }

  /// The tensor with another value at `index`.
  package func setting(_ index: Int, to value: Float) -> StoredTensor {
    var copy = self
    copy.bytes.replaceSubrange(
      index * 4..<index * 4 + 4, with: SafetensorsBytes.binary32([value]))
    return copy
  }

  /// The F32 tensor as F16 or BF16.
  package func narrowed(to type: ElementType) -> StoredTensor {
    let halves = floats.map { value in
      type == .f16 ? FloatConversion.binary16(value) : UInt16(value.bitPattern >> 16)
    }
    return StoredTensor(
      name: name, type: type.rawValue, shape: shape, bytes: SafetensorsBytes.halves(halves))
  }

  /// The tensors of a safetensors file that is known to be right.
  package static func read(_ path: String) throws -> [StoredTensor] {
    let file = try Repository.contents(path)
    let length = Int(file.littleEndian(UInt64.self, at: 0) ?? 0)
    let header = try JSONValue(parsing: Array(file[8..<8 + length])).object ?? JSONObject()
    return header.members.compactMap { member in
      guard let entry = member.value.object, let type = entry["dtype"]?.string,
        let shape = entry["shape"]?.array?.compactMap(\.integer),
        let span = entry["data_offsets"]?.array?.compactMap(\.integer), span.count == 2
      else { return nil }
      return StoredTensor(
        name: member.name, type: type, shape: shape,
        bytes: Array(file[8 + length + span[0]..<8 + length + span[1]]))
    }
  }
}

extension [StoredTensor] {
  /// The bytes of a safetensors file of these tensors.
  package var file: [UInt8] {
    SafetensorsBytes.file(map { ($0.name, $0.type, $0.shape, $0.bytes) })
  }

  /// The tensors with the one called `name` changed.
  package func changing(
    _ name: String, _ change: (StoredTensor) -> StoredTensor
  ) -> [StoredTensor] {
    precondition(contains { $0.name == name }, "no tensor \(name)")
    return map { $0.name == name ? change($0) : $0 }
  }

  /// The tensors without the one called `name`.
  package func removing(_ name: String) -> [StoredTensor] {
    precondition(contains { $0.name == name }, "no tensor \(name)")
    return filter { $0.name != name }
  }
}
