package import Base
package import Inference

/// JSON written straight to bytes, for answers with many numbers.
package struct JSONBytes: Sendable {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  /// Appends text that is JSON already.
  package mutating func append(json text: StaticString) {
    unsafe bytes.append(
      contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Appends a value.
  package mutating func append(_ value: JSONValue) { bytes.append(contentsOf: value.text.utf8) }

  /// Appends a string that holds bytes in base64.
  package mutating func append(base64 values: [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    bytes.append(contentsOf: Base64.encode(values))
    bytes.append(UInt8(ascii: "\""))
  }

  /// Appends an array of a stored vector's elements.
  ///
  /// - Precondition: they are integers.
  package mutating func append(elements vector: StoredVector) {
    append(vector.elements.map { Int($0) })
  }

  /// Appends an array of integers.
  package mutating func append(_ values: [Int]) {
    bytes.append(UInt8(ascii: "["))
    for (index, value) in values.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes.append(contentsOf: value.description.utf8)
    }
    bytes.append(UInt8(ascii: "]"))
  }

  /// Appends a number in the shortest form that reads back as the same binary32.
  ///
  /// - Precondition: it is finite.
  package mutating func append(_ value: Float) {
    precondition(value.isFinite)
    bytes.append(contentsOf: value.description.utf8)
  }

  /// Appends an array of numbers, each in the shortest form that reads back as the same binary32.
  ///
  /// - Precondition: all are finite.
  package mutating func append(_ values: [Float]) {
    bytes.append(UInt8(ascii: "["))
    for (index, value) in values.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      append(value)
    }
    bytes.append(UInt8(ascii: "]"))
  }
}
