import Base
import Model

/// Turns vectors into one of the precisions, and back as far as a search needs it.
package struct VectorEncoder: Sendable {
  package let precision: VectorPrecision
  /// The components' ranges, of `uint8` and of `int8` where it is not for vectors of length 1.
  package let ranges: ComponentRanges?
  /// Where the first component's bit lies in a byte of `binary` and `ubinary`.
  package let bitOrder: BitOrder

  /// Stores in a precision, with the ranges that it needs.
  ///
  /// `int8` without ranges is for vectors of length 1: the numbers that sqlite-vec's
  /// `vec_quantize_int8(vector, 'unit')` gives. With ranges it is sentence-transformers' `int8`.
  ///
  /// - Precondition: `uint8` has ranges; precisions other than `int8` and `uint8` have none.
  package init(
    _ precision: VectorPrecision, ranges: ComponentRanges? = nil, bitOrder: BitOrder = .big
  ) {
    precondition(ranges == nil ? precision != .uint8 : precision.isScalar)
    self.precision = precision
    self.ranges = ranges
    self.bitOrder = bitOrder
  }

  /// Stores a vector.
  ///
  /// - Precondition: the vector is finite, and of the size of the ranges.
  package func stored(_ vector: [Float]) -> StoredVector {
    StoredVector(
      precision: precision, bitOrder: bitOrder, componentCount: vector.count,
      bytes: bytes(of: vector))
  }

  /// How many bytes a vector of `count` components takes.
  package func byteCount(of count: Int) -> Int {
    precision.elementCount(of: count) * precision.elementByteCount
  }

  /// What a search compares by plain products.
  ///
  /// Bytes of unit vectors are divided by their length, as sqlite-vec's `vec_distance_cosine` does;
  /// others are taken as they are, as sentence-transformers does, bits as -1 and 1.
  package func comparable(_ vector: StoredVector) -> [Float] {
    guard precision == .int8, ranges == nil else { return vector.values }
    return Cosine.normalized(vector.values)
  }

  /// What a query in binary32 is multiplied with when results are scored again: bytes with ranges
  /// become values, others and bits stay what a search compares.
  ///
  /// Source: sentence-transformers, `util/quantization.py`, `_dequantize_embeddings`; its 0 and 1 for
  /// bits give the order of -1 and 1.
  package func restored(_ vector: StoredVector) -> [Float] {
    guard let ranges else { return comparable(vector) }
    let offset: Float = precision == .int8 ? 128 : 0
    return vector.elements.enumerated().map { index, element in
      (element + offset) * ranges.steps[index] + ranges.starts[index]
    }
  }

  private func bytes(of vector: [Float]) -> [UInt8] {
    var bytes: [UInt8] = []
    switch precision {
    case .float32:
      for value in vector { bytes.appendLittleEndian(value.bitPattern) }
    case .float16:
      for value in vector { bytes.appendLittleEndian(FloatConversion.binary16(value)) }
    case .int8, .uint8:
      bytes = ranges.map { levels(of: vector, $0) } ?? vector.map(VectorEncoder.unitByte)
    case .binary, .ubinary:
      bytes = bits(of: vector, flipped: precision == .binary ? 0x80 : 0)
    }
    return bytes
  }

  /// `floor((x - start) / step)` from 0 to 255, for `int8` less 128.
  ///
  /// Source: sentence-transformers, `util/quantization.py`, `quantize_embeddings`.
  private func levels(of vector: [Float], _ ranges: ComponentRanges) -> [UInt8] {
    precondition(vector.count == ranges.count)
    return vector.enumerated().map { index, value in
      let level = ((value - ranges.starts[index]) / ranges.steps[index]).rounded(.down)
      let byte = UInt8(min(max(level, 0), 255))
      return precision == .int8 ? byte ^ 0x80 : byte
    }
  }

  /// `(x + 1) / (2 / 255) - 128` from -128 to 127, its fraction dropped.
  ///
  /// Source: sqlite-vec, `sqlite-vec.c`, `vec_quantize_int8`: the step in binary32, the rest in
  /// binary64.
  private static func unitByte(_ value: Float) -> UInt8 {
    let step = Double(Float(2.0 / 255))
    let level = (Double(value) + 1) / step - 128
    return UInt8(bitPattern: Int8(min(max(level, -128), 127)))
  }

  private func bits(of vector: [Float], flipped: UInt8) -> [UInt8] {
    stride(from: 0, to: vector.count, by: 8).map { first in
      let byte = (first..<min(first + 8, vector.count)).reduce(UInt8(0)) { byte, index in
        vector[index] > 0 ? byte | bitOrder.bit(index - first) : byte
      }
      return byte ^ flipped
    }
  }
}

/// Between which values each component of some vectors lies: 256 steps from the one to the other.
package struct ComponentRanges: Sendable, Equatable {
  /// The smallest value of each component.
  package let starts: [Float]
  /// The size of a step; 1 for a component that never changes.
  package let steps: [Float]

  /// The ranges of vectors, `nil` if one is too wide for binary32; for sentence-transformers'
  /// `ranges` `[2, D]` the same ranges.
  ///
  /// Source: sentence-transformers, `util/quantization.py`, `quantize_embeddings`.
  ///
  /// - Precondition: there is a vector, all are of one size and finite.
  package init?(of vectors: [[Float]]) {
    precondition(!vectors.isEmpty && vectors.allSatisfy { $0.count == vectors[0].count })
    var (starts, ends) = (vectors[0], vectors[0])
    for vector in vectors {
      for index in vector.indices {
        starts[index] = min(starts[index], vector[index])
        ends[index] = max(ends[index], vector[index])
      }
    }
    self.starts = starts
    steps = zip(starts, ends).map { start, end in
      let step = (end - start) / 255
      return step == 0 ? 1 : step
    }
    guard steps.allSatisfy(\.isFinite) else { return nil }
  }

  /// How many components a vector has.
  package var count: Int { starts.count }
}

/// A vector in one of the precisions.
package struct StoredVector: Sendable, Equatable {
  /// How it is stored.
  package let precision: VectorPrecision
  /// Where the first component's bit lies in a byte of `binary` and `ubinary`.
  package let bitOrder: BitOrder
  /// How many components it was made of.
  package let componentCount: Int
  /// The elements, little-endian, as they lie in NumPy's array.
  package let bytes: [UInt8]

  /// The elements as numbers; all are exact.
  package var elements: [Float] {
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
  package var values: [Float] {
    guard precision.isBinary else { return elements }
    // `binary` is the byte less 128: its highest bit flipped.
    let flipped: UInt8 = precision == .binary ? 0x80 : 0
    return (0..<componentCount).map { index in
      let byte = bytes[index / 8] ^ flipped
      return byte & bitOrder.bit(index % 8) == 0 ? -1 : 1
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
package enum VectorPrecision: String, Sendable, CaseIterable {
  /// IEEE binary32, as the model gives it.
  case float32
  /// IEEE binary16, to nearest, ties to even.
  case float16
  /// A signed byte for each component.
  case int8
  /// An unsigned byte for each component: that of `int8` and 128.
  case uint8
  /// A bit for each component, set where it is above 0, eight to a byte in a `BitOrder`; the byte less
  /// 128, signed.
  case binary
  /// The bits of `binary`, the byte as it is.
  case ubinary

  /// Whether a component becomes one byte.
  package var isScalar: Bool { self == .int8 || self == .uint8 }

  /// Whether a component becomes one bit.
  package var isBinary: Bool { self == .binary || self == .ubinary }

  /// How many bytes an element takes.
  package var elementByteCount: Int {
    switch self {
    case .float32: 4
    case .float16: 2
    case .int8, .uint8, .binary, .ubinary: 1
    }
  }

  /// How many elements a vector of `count` components has.
  package func elementCount(of count: Int) -> Int { isBinary ? (count + 7) / 8 : count }

  /// How NumPy names the elements' type, in little-endian order.
  package var numPyType: String {
    switch self {
    case .float32: "<f4"
    case .float16: "<f2"
    case .int8, .binary: "|i1"
    case .uint8, .ubinary: "|u1"
    }
  }
}

/// Where the first component's bit lies in a byte, by the names of NumPy's `bitorder`.
package enum BitOrder: String, Sendable, CaseIterable {
  /// The highest bit: `numpy.packbits`, faiss, sentence-transformers.
  case big
  /// The lowest bit: sqlite-vec's `vec_quantize_binary`.
  case little

  /// The bit of the component at `index` of eight.
  package func bit(_ index: Int) -> UInt8 {
    switch self {
    case .big: 0x80 >> UInt8(index)
    case .little: 1 << UInt8(index)
    }
  }
}
