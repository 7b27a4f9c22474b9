import Base
import Inference
import TestSupport
import Testing

/// Stored vectors against sentence-transformers, NumPy and sqlite-vec:
/// `Scripts/golden/make_precision_golden.py`.
struct VectorEncoderTests {
  private struct Golden {
    let file: JSONObject

    init() throws { file = try #require(try Repository.json("Golden/precision.json").object) }

    func rows(_ name: String) throws -> [[Float]] {
      try #require(file[name]?.array).map { row in
        try #require(row.array).map { Float(try #require($0.double)) }
      }
    }
  }

  /// The golden's name of each encoder.
  private func encoders() throws -> [(name: String, encoder: VectorEncoder)] {
    let ranges = try #require(ComponentRanges(of: try Golden().rows("calibration")))
    return [
      ("int8", VectorEncoder(.int8, ranges: ranges)),
      ("uint8", VectorEncoder(.uint8, ranges: ranges)),
      ("unit", VectorEncoder(.int8)), ("binary", VectorEncoder(.binary)),
      ("ubinary", VectorEncoder(.ubinary)),
    ]
  }

  @Test func `bytes and bits are those of sentence-transformers and sqlite-vec`() throws {
    let golden = try Golden()
    let vectors = try golden.rows("vectors")
    #expect(vectors.count == 40)
    for (name, encoder) in try encoders() {
      let stored = vectors.map(encoder.stored)
      #expect(stored.map(\.elements) == (try golden.rows(name)), "\(name)")
      #expect(stored.allSatisfy { $0.bytes.count == encoder.precision.elementCount(of: 20) })
    }
  }

  @Test func `bits in the other order are those of sqlite-vec, and mean the same components`()
    throws
  {
    let golden = try Golden()
    let encoder = VectorEncoder(.ubinary, bitOrder: .little)
    for (vector, bits) in zip(try golden.rows("vectors"), try golden.rows("sqlite_bits")) {
      #expect(encoder.stored(Array(vector[..<16])).elements == bits)
      for precision in [VectorPrecision.binary, .ubinary] {
        let (big, little) = (VectorEncoder(precision), VectorEncoder(precision, bitOrder: .little))
        #expect(little.stored(vector).values == big.stored(vector).values)
      }
    }
  }

  @Test func `halves are NumPy's`() throws {
    let golden = try Golden()
    let encoder = VectorEncoder(.float16)
    for (vector, bits) in zip(try golden.rows("vectors"), try golden.rows("float16")) {
      let bytes = encoder.stored(vector).bytes
      let words = stride(from: 0, to: bytes.count, by: 2).map {
        Float(UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8)
      }
      #expect(words == bits)
    }
  }

  @Test func `float32 keeps every bit`() throws {
    for vector in try Golden().rows("vectors") {
      let stored = VectorEncoder(.float32).stored(vector)
      #expect(stored.elements == vector)
      #expect(VectorEncoder(.float32).comparable(stored) == vector)
      #expect(VectorEncoder(.float32).restored(stored) == vector)
    }
  }

  @Test func `products of bits count those that are equal`() throws {
    let vectors = try Golden().rows("vectors")
    for precision in [VectorPrecision.binary, .ubinary] {
      let stored = vectors.map(VectorEncoder(precision).stored)
      for (first, second) in zip(stored, stored.dropFirst()) {
        let distance = zip(first.bytes, second.bytes).reduce(0) {
          $0 + ($1.0 ^ $1.1).nonzeroBitCount
        }
        let product = zip(first.values, second.values).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(product == Float(20 - 2 * distance))
      }
    }
  }

  @Test func `bytes of unit vectors are compared at length 1`() throws {
    let encoder = VectorEncoder(.int8)
    for vector in try Golden().rows("vectors") {
      let stored = encoder.stored(vector)
      let compared = encoder.comparable(stored)
      let norm = compared.reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect(abs(norm - 1) < 1e-6)
      let largest = try #require(stored.values.max { abs($0) < abs($1) })
      let factor = try #require(compared.max { abs($0) < abs($1) }) / largest
      for (value, element) in zip(compared, stored.elements) {
        #expect(abs(value - factor * element) < 1e-6)
      }
    }
    let zero = encoder.stored([0, 0])
    #expect(encoder.comparable(zero) == [0, 0])
  }

  @Test func `bytes with ranges come back within a step below`() throws {
    let calibration = try Golden().rows("calibration")
    let ranges = try #require(ComponentRanges(of: calibration))
    for precision in [VectorPrecision.int8, .uint8] {
      let encoder = VectorEncoder(precision, ranges: ranges)
      for vector in calibration {
        for (index, value) in encoder.restored(encoder.stored(vector)).enumerated() {
          let difference = vector[index] - value
          // Rounding of the two operations, in units of the last place of 1.
          #expect(difference >= -0x1p-23 && difference <= ranges.steps[index] + 0x1p-23)
        }
      }
    }
  }

  @Test func `ranges of two vectors are what lies between them`() throws {
    let calibration = try Golden().rows("calibration")
    let all = try #require(ComponentRanges(of: calibration))
    let ends = (0..<20).map { index in calibration.map { $0[index] }.max() ?? 0 }
    #expect(ComponentRanges(of: [all.starts, ends]) == all)
    #expect(all.steps[5] == 1)
  }

  @Test func `ranges that binary32 cannot hold are none`() {
    #expect(ComponentRanges(of: [[3e38], [-3e38]]) == nil)
  }
}
