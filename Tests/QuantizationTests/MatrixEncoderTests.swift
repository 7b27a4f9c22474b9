import Base
import Kernels
import Model
import Quantization
import TestSupport
import Testing

@Suite struct MatrixEncoderTests {
  /// Shapes with every rotation size and with padded rows.
  static let int8Shapes = [[37, 384], [16, 128], [5, 96], [1, 36], [33, 4], [20, 768]]
  static let int4Shapes = [[37, 384], [16, 128], [5, 96], [1, 32], [20, 768]]

  /// Rows as models have them: one with outliers, one of zeros, tiny and huge ones.
  static func values(_ shape: [Int]) -> [Float] {
    var numbers = SeededNumbers(seed: UInt64(shape[0] * 1000 + shape[1]))
    return (0..<shape[0]).flatMap { row in
      let spread: Float =
        switch row {
        case 3: 0
        case 4: 1e-20
        case 6: 1e20
        default: 0.05
        }
      var values = numbers.normals(shape[1], spread: spread)
      if row == 1 { values[shape[1] / 2] = 4 }
      return values
    }
  }

  static func buffer(_ values: [Float]) -> FloatBuffer {
    let buffer = FloatBuffer(count: values.count)
    buffer.store(values)
    return buffer
  }

  static func encode(
    _ encoding: WeightEncoding, _ shape: [Int], kernels: KernelSet = .best, threads: Int = 1
  ) throws -> EncodedWeight {
    let layout = try WeightLayout(encoding: encoding, shape: shape)
    let encoder = MatrixEncoder(compute: Compute(kernels: kernels, threadCount: threads))
    let rotation = MatrixEncoder.rotation(of: encoding, inputCount: layout.inputCount)
    let bytes = encoder.encode(buffer(values(shape)), layout: layout, rotation: rotation)
      .region.bytes
    return EncodedWeight(layout: layout, bytes: bytes)
  }

  @Test(arguments: int8Shapes)
  func `int8 is within half a step of the rotated weights`(shape: [Int]) throws {
    let encoded = try Self.encode(.int8, shape)
    let (values, width) = (Self.values(shape), shape[1])
    let rotation = KernelOrder.rotationSize(inputCount: width)
    #expect(
      MatrixEncoder.rotation(of: encoded.layout.encoding, inputCount: encoded.layout.inputCount)
        == rotation)
    for row in 0..<shape[0] {
      let rotated = Hadamard.rotated(
        Array(values[row * width..<(row + 1) * width]), size: rotation)
      let scale = Double(encoded.rowScale(row))
      let largest = rotated.reduce(0) { max($0, abs($1)) }
      #expect(abs(scale - largest / 127) <= largest * 1e-6)
      #expect(encoded.rowSum(row) == encoded.products(row).reduce(0, +))
      for (found, wanted) in zip(encoded.values(row), rotated) {
        // A thousandth of a step for the binary32 rotation.
        #expect(abs(found - wanted) <= scale * 0.501)
      }
    }
  }

  /// The largest squared error of rows like these, as a share of their square.
  ///
  /// Measured: 0.0017 to 0.0168 and 0.0375 to 0.0607 as the worst of each shape, the most for the
  /// shortest.
  static let largestError: [WeightEncoding: Double] = [.int4: 0.02, .int3: 0.07]

  @Test(arguments: [WeightEncoding.int4, .int3], int4Shapes)
  func `int4 and int3 are closer to the rotated weights than plain rounding`(
    encoding: WeightEncoding, shape: [Int]
  ) throws {
    let encoded = try Self.encode(encoding, shape)
    let largestGroup = try #require(encoding.largestGroupScale)
    let half = 1 << (encoding.bitCount - 1)
    var worst = 0.0
    let (values, width) = (Self.values(shape), shape[1])
    let rotation = KernelOrder.rotationSize(inputCount: width)
    for row in 0..<shape[0] {
      let rotated = Hadamard.rotated(
        Array(values[row * width..<(row + 1) * width]), size: rotation)
      let square = rotated.reduce(0) { $0 + $1 * $1 }
      let error = squaredError(encoded.values(row), rotated)
      #expect(error <= plainError(rotated, encoding) * 1.0001)
      worst = square > 0 ? max(worst, error / square) : worst
      #expect(error <= (Self.largestError[encoding] ?? 0) * square)
      #expect(encoded.rowSum(row) == encoded.products(row).reduce(0, +))
      for input in 0..<width {
        #expect((1...largestGroup).contains(encoded.groupScale(row, input)))
        #expect((-half...half - 1).contains(encoded.integer(row, input)))
      }
    }
    print("\(encoding) of \(shape): \(worst) of the square")
  }

  @Test(arguments: [WeightEncoding.int8, .int4, .int3], [[37, 96], [1, 32], [15, 64]])
  func `padded rows are zero with scale 0, group scale 1 and sum 0`(
    encoding: WeightEncoding, shape: [Int]
  ) throws {
    let encoded = try Self.encode(encoding, shape)
    #expect(encoded.layout.storedRowCount == (shape[0] + 15) / 16 * 16)
    for row in shape[0]..<encoded.layout.storedRowCount {
      #expect(encoded.rowScale(row).bitPattern == 0)
      #expect(encoded.rowSum(row) == 0)
      for input in 0..<shape[1] {
        #expect(encoded.integer(row, input) == 0)
        #expect(encoded.groupScale(row, input) == 1)
      }
    }
  }

  @Test(arguments: [WeightEncoding.int8, .int4, .int3])
  func `a row of zeros has scale 0`(encoding: WeightEncoding) throws {
    let encoded = try Self.encode(encoding, [37, 96])
    #expect(encoded.rowScale(3).bitPattern == 0)
    #expect(encoded.products(3).allSatisfy { $0 == 0 })
  }

  @Test(arguments: [WeightEncoding.f32, .f16, .int8, .int4, .int3])
  func `every kernel set and thread count gives the same bytes`(encoding: WeightEncoding) throws {
    for shape in Self.int4Shapes {
      let wanted = try Self.encode(encoding, shape, kernels: .named("scalar"))
      for kernels in KernelSet.available {
        for threads in [1, 2, 3, 7] {
          let found = try Self.encode(encoding, shape, kernels: kernels, threads: threads)
          #expect(found.bytes == wanted.bytes, "\(kernels.name), \(threads) threads, \(shape)")
        }
      }
    }
  }

  @Test func `f32 keeps every bit`() throws {
    let encoded = try Self.encode(.f32, [37, 96])
    #expect(encoded.bytes == SafetensorsBytes.binary32(Self.values([37, 96])))
  }

  @Test func `f16 rounds as FloatConversion does`() throws {
    var numbers = SeededNumbers(seed: 16)
    // Ties both ways, subnormals, the ends of the range, and any bit pattern that is finite.
    var values: [Float] = [
      0, -0.0, 1, -1, 0x1.002p0, 0x1.006p0, 0x1.0020_02p0, 65504, 65519.99, -65504, 0x1p-24,
      0x1p-25, 0x1.8p-25, 0x1.8p-24, 0x1p-14, 0x1.ffcp-15, 0x1.ffep-15, 1e-10, 0x1p-149, -1e-8,
    ]
    while values.count < 1 << 14 {
      let value = Float(bitPattern: UInt32(truncatingIfNeeded: numbers.next()))
      if value.isFinite { values.append(value) }
    }
    let layout = try WeightLayout(encoding: .f16, shape: [128, 128])
    let wanted = SafetensorsBytes.halves(values.map { FloatConversion.binary16($0) })
    for kernels in KernelSet.available {
      let encoder = MatrixEncoder(compute: Compute(kernels: kernels, threadCount: 1))
      let found = encoder.encode(Self.buffer(values), layout: layout, rotation: 1)
      #expect(found.region.bytes == wanted)
    }
  }
}
