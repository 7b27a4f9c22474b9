import Base
import Model

extension TensorEntry {
  /// Reads one entry of the header and checks everything that needs no other entry.
  ///
  /// - Throws: `SafetensorsError` with the tensor, the field, what was expected and found.
  init(
    name: String, value: JSONValue, dataOffset: Int, path: String
  ) throws(SafetensorsError) {
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
    let shape = try fields.integers("shape", object["shape"])
    guard shape.count <= SafetensorsHeader.maximumDimensionCount else {
      throw .tooManyDimensions(
        path: path, tensor: name, expected: SafetensorsHeader.maximumDimensionCount,
        found: shape.count)
    }
    // The product of the positive sizes must fit too: [2^40, 2^40, 0] is no empty tensor but a trap.
    guard Int.checkedProduct(shape.filter { $0 > 0 }) != nil,
      let elementCount = Int.checkedProduct(shape),
      let bitCount = elementCount.checkedMultiplying(by: elementType.bitCount)
    else { throw .sizeOverflow(path: path, tensor: name, shape: shape) }
    guard bitCount % 8 == 0 else {
      throw .partialByte(path: path, tensor: name, bitCount: bitCount)
    }
    let offsets = try fields.integers("data_offsets", object["data_offsets"])
    guard offsets.count == 2 else {
      throw fields.wrong("data_offsets", expected: "2 offsets", found: "\(offsets.count)")
    }
    guard offsets[0] <= offsets[1] else {
      throw fields.wrong("data_offsets", expected: "begin before end", found: "\(offsets)")
    }
    guard let fileEnd = offsets[1].checkedAdding(dataOffset) else {
      throw fields.wrong("data_offsets", expected: "an end in the file", found: "\(offsets)")
    }
    let byteCount = offsets[1] - offsets[0]
    guard byteCount == bitCount / 8 else {
      throw .byteCount(path: path, tensor: name, expected: bitCount / 8, found: byteCount)
    }
    self.init(
      name: name, elementType: elementType, shape: shape, fileOffset: fileEnd - byteCount,
      byteCount: byteCount, elementCount: elementCount)
  }

  /// Refuses names that no model has: empty, overlong or with control characters.
  static func checkName(_ name: String, path: String) throws(SafetensorsError) {
    let limit = SafetensorsHeader.maximumNameByteCount
    guard (1...limit).contains(name.utf8.count) else {
      throw .tensorName(
        path: path, tensor: String(name.prefix(40)), expected: "a name of 1 to \(limit) bytes",
        found: "\(name.utf8.count) bytes")
    }
    if let control = name.utf8.first(where: { $0 < 0x20 || $0 == 0x7f }) {
      throw .tensorName(
        path: path, tensor: name, expected: "a name without control characters",
        found: "byte \(control)")
    }
  }
}

/// Reads the fields of one tensor's entry and knows whose they are.
private struct TensorFields {
  let path: String
  let tensor: String

  func wrong(_ field: String, expected: String, found: String) -> SafetensorsError {
    .field(path: path, tensor: tensor, field: field, expected: expected, found: found)
  }

  func elementType(_ value: JSONValue?) throws(SafetensorsError) -> ElementType {
    guard let name = value?.string else {
      throw wrong("dtype", expected: "a string", found: value?.kind ?? "nothing")
    }
    guard let type = ElementType(rawValue: name) else {
      throw wrong("dtype", expected: "an element type such as F32", found: "\"\(name.prefix(40))\"")
    }
    return type
  }

  func integers(_ field: String, _ value: JSONValue?) throws(SafetensorsError) -> [Int] {
    guard let elements = value?.array else {
      throw wrong(field, expected: "an array of integers", found: value?.kind ?? "nothing")
    }
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
