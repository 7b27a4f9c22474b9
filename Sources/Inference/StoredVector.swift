import Model

/// A vector in one of the precisions.
public struct StoredVector: Sendable, Equatable {
  /// How it is stored.
  public let precision: VectorPrecision
  /// How many components it was made of.
  public let componentCount: Int
  /// The elements, little-endian, as they lie in NumPy's array.
  public let bytes: [UInt8]

  /// The elements as numbers; all are exact.
  public var elements: [Float] {
    switch precision {
    case .float32:
      words(UInt32.self).map { Float(bitPattern: $0) }
    case .float16:
      words(UInt16.self).map { FloatConversion.float(binary16: $0) }
    case .int8, .binary: bytes.map { Float(Int8(bitPattern: $0)) }
    case .uint8, .ubinary: bytes.map { Float($0) }
    }
  }

  /// A number for each component: the elements, or -1 and 1 for bits.
  ///
  /// The product of two such vectors of bits is the number of components less twice their Hamming
  /// distance.
  public var values: [Float] {
    guard precision.isBinary else { return elements }
    // `binary` is the byte less 128: its highest bit, turned.
    let turned: UInt8 = precision == .binary ? 0x80 : 0
    return (0..<componentCount).map { index in
      let byte = bytes[index / 8] ^ turned
      return byte & 0x80 >> UInt8(index % 8) == 0 ? -1 : 1
    }
  }

  private func words<Word: FixedWidthInteger>(_ type: Word.Type) -> [Word] {
    let size = MemoryLayout<Word>.size
    return stride(from: 0, to: bytes.count, by: size).map { first in
      (0..<size).reduce(0) { $0 | Word(truncatingIfNeeded: bytes[first + $1]) << ($1 * 8) }
    }
  }
}
