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
    // `binary` is the byte less 128: its highest bit flipped.
    let flipped: UInt8 = precision == .binary ? 0x80 : 0
    return (0..<componentCount).map { index in
      let byte = bytes[index / 8] ^ flipped
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

/// How a vector is stored, by the names of sentence-transformers.
public enum VectorPrecision: String, Sendable, CaseIterable {
  /// IEEE binary32, as the model gives it.
  case float32
  /// IEEE binary16, to nearest, ties to even.
  case float16
  /// A signed byte for each component.
  case int8
  /// An unsigned byte for each component: that of `int8` and 128.
  case uint8
  /// A bit for each component, set where it is above 0, eight to a byte, the first the highest; the
  /// byte less 128, signed.
  case binary
  /// The bits of `binary`, the byte as it is.
  case ubinary

  /// Whether a component becomes one byte.
  public var isScalar: Bool { self == .int8 || self == .uint8 }

  /// Whether a component becomes one bit.
  public var isBinary: Bool { self == .binary || self == .ubinary }

  /// How many elements a vector of `count` components has.
  public func elementCount(of count: Int) -> Int { isBinary ? (count + 7) / 8 : count }

  /// How NumPy names the elements' type, in little-endian order.
  public var numPyType: String {
    switch self {
    case .float32: "<f4"
    case .float16: "<f2"
    case .int8, .binary: "|i1"
    case .uint8, .ubinary: "|u1"
    }
  }
}
