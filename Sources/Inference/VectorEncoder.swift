import Base
import Model

/// Turns vectors into one of the precisions, and back as far as a search needs it.
public struct VectorEncoder: Sendable {
  /// The precision.
  public let precision: VectorPrecision
  /// The components' ranges, of `uint8` and of `int8` where it is not for vectors of length 1.
  public let ranges: ComponentRanges?

  /// Stores in a precision, with the ranges that it needs.
  ///
  /// `int8` without ranges is for vectors of length 1: the numbers that sqlite-vec's
  /// `vec_quantize_int8(vector, 'unit')` gives. With ranges it is sentence-transformers' `int8`.
  ///
  /// - Precondition: `uint8` has ranges; precisions other than `int8` and `uint8` have none.
  public init(_ precision: VectorPrecision, ranges: ComponentRanges? = nil) {
    precondition(ranges == nil ? precision != .uint8 : precision.isScalar)
    self.precision = precision
    self.ranges = ranges
  }

  /// Stores a vector.
  ///
  /// - Precondition: the vector is finite, and of the size of the ranges.
  public func stored(_ vector: [Float]) -> StoredVector {
    StoredVector(
      precision: precision, componentCount: vector.count, bytes: bytes(of: vector))
  }

  /// What a search compares by plain products.
  ///
  /// Bytes of unit vectors are divided by their length, as sqlite-vec's `vec_distance_cosine` does;
  /// others are taken as they are, as sentence-transformers does, bits as -1 and 1.
  public func comparable(_ vector: StoredVector) -> [Float] {
    guard precision == .int8, ranges == nil else { return vector.values }
    return Cosine.normalized(vector.values)
  }

  /// What a query in binary32 is multiplied with when results are scored again: bytes with ranges
  /// become values, others and bits stay what a search compares.
  ///
  /// Source: sentence-transformers, `util/quantization.py`, `_dequantize_embeddings`; its 0 and 1 for
  /// bits give the order of -1 and 1.
  public func restored(_ vector: StoredVector) -> [Float] {
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
      bytes = VectorEncoder.bits(of: vector, flipped: precision == .binary ? 0x80 : 0)
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

  private static func bits(of vector: [Float], flipped: UInt8) -> [UInt8] {
    stride(from: 0, to: vector.count, by: 8).map { first in
      let byte = (first..<min(first + 8, vector.count)).reduce(UInt8(0)) { byte, index in
        vector[index] > 0 ? byte | 0x80 >> UInt8(index - first) : byte
      }
      return byte ^ flipped
    }
  }
}

/// Between which values each component of some vectors lies: 256 steps from the one to the other.
public struct ComponentRanges: Sendable, Equatable {
  /// The smallest value of each component.
  public let starts: [Float]
  /// The size of a step; 1 for a component that never changes.
  public let steps: [Float]

  /// The ranges of vectors, `nil` if one is too wide for binary32; for sentence-transformers'
  /// `ranges` `[2, D]` the same ranges.
  ///
  /// Source: sentence-transformers, `util/quantization.py`, `quantize_embeddings`.
  ///
  /// - Precondition: there is a vector, all are of one size and finite.
  public init?(of vectors: [[Float]]) {
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
  public var count: Int { starts.count }
}
