import CKernels
import CQuantization
import TestSupport
import Testing

/// Rows of activations, and what one set's quantize makes of them, as plain signed bytes.
struct QuantizeCase {
  let x: Guarded<Float>
  let rowCount: Int
  let width: Int
  let inputCount: Int
  let rotation: Int

  /// Rows of `width` values, or of `inputCount`.
  init(_ x: [Float], rowCount: Int, width: Int? = nil, inputCount: Int, rotation: Int) {
    self.x = Guarded(x)
    self.rowCount = rowCount
    self.width = width ?? inputCount
    self.inputCount = inputCount
    self.rotation = rotation
  }

  func run(_ set: TestedSet) -> (bytes: Guarded<Int8>, scales: Guarded<Float>) {
    let bytes = Guarded<Int8>(count: rowCount * inputCount)
    let scales = Guarded<Float>(count: rowCount)
    unsafe gc_quantize_padded(
      set.functions, x.pointer, Int32(rowCount), Int32(width), Int32(inputCount), Int32(rotation),
      bytes.pointer, scales.pointer)
    unsafe gc_activations_to_int8(set.functions, bytes.pointer, rowCount * inputCount)
    return (bytes, scales)
  }

  static let rotations = [1, 2, 4, 8, 16, 32, 64, 128]

  /// Widths that `rotation` divides and that are multiples of 4.
  static func widths(rotation: Int) -> [Int] {
    [4, 8, 12, 16, 20, 32, 36, 48, 64, 96, 100, 128, 384, 768, 3072, 4096, 16384]
      .filter { $0 % rotation == 0 }
  }
}

@Suite struct QuantizeTests {
  /// Every kind of row that has a branch, a tie or an overflow near it.
  static func rows(_ width: Int, rotation: Int, _ random: inout Random) -> [[Float]] {
    let signs = (0..<width).map { _ in random.flip() ? Float(1) : -1 }
    let steps = (0..<width).map { _ in Float(random.integer(-254...254)) / 2 }
    var outlier = random.floats(width)
    outlier[random.integer(0...width - 1)] = 3e4
    var single = [Float](repeating: -0.0, count: width)
    single[width - 1] = -7
    let largest = Float.greatestFiniteMagnitude / Float(rotation)
    return [
      random.normals(width), random.floats(width, scale: 1e-20), outlier, single,
      [Float](repeating: 0, count: width), [Float](repeating: -0.0, count: width),
      signs.map { $0 * 0x1p-149 }, signs.map { $0 * 0x1p-133 }, signs.map { $0 * 1e-30 },
      signs.map { $0 * Float(1e-30).nextUp }, signs.map { $0 * largest },
      [Float](repeating: largest, count: width), [127] + steps.dropFirst(),
      (0..<width).map { $0 % 2 == 0 ? 1 : -1 },
    ]
  }

  @Test(arguments: TestedSet.others)
  func `every set rounds every kind of row as the definition does`(_ set: TestedSet) {
    var random = Random(seed: 0x9a11)
    for rotation in QuantizeCase.rotations {
      for width in QuantizeCase.widths(rotation: rotation) {
        let rows = Self.rows(width, rotation: rotation, &random)
        let job = QuantizeCase(
          Array(rows.joined()), rowCount: rows.count, inputCount: width, rotation: rotation)
        let (found, expected) = (job.run(set), job.run(.scalar))
        expectSameBits(found.bytes, expected.bytes, "width \(width) rotation \(rotation)")
        expectSameBits(found.scales, expected.scales, "scales, \(width) rotation \(rotation)")
      }
    }
  }

  @Test(arguments: TestedSet.all)
  func `a padded row is rounded as the row with zeros behind it`(_ set: TestedSet) {
    var random = Random(seed: 0x9a14)
    for (width, inputCount, rotation) in [(1, 32, 32), (26, 32, 1), (312, 320, 64), (600, 608, 32)]
    {
      let x = random.normals(3 * width)
      let zeros = [Float](repeating: 0, count: inputCount - width)
      let padded = (0..<3).flatMap { x[$0 * width..<($0 + 1) * width] + zeros }
      let found = QuantizeCase(
        x, rowCount: 3, width: width, inputCount: inputCount, rotation: rotation
      ).run(set)
      let expected = QuantizeCase(
        padded, rowCount: 3, inputCount: inputCount, rotation: rotation
      ).run(.scalar)
      expectSameBits(found.bytes, expected.bytes, "width \(width) of \(inputCount)")
      expectSameBits(found.scales, expected.scales, "scales, \(width) of \(inputCount)")
    }
  }

  @Test(arguments: TestedSet.others)
  func `what is not finite is rounded alike and shows in the scale`(_ set: TestedSet) {
    var random = Random(seed: 0x9a12)
    for rotation in QuantizeCase.rotations {
      for value in [Float.infinity, -.infinity, .nan] {
        var x = random.floats(128)
        x[random.integer(0...127)] = value
        let job = QuantizeCase(x, rowCount: 1, inputCount: 128, rotation: rotation)
        let (found, expected) = (job.run(set), job.run(.scalar))
        expectSameBits(found.bytes, expected.bytes, "\(value) rotation \(rotation)")
        expectSameBits(found.scales, expected.scales, "scale, \(value) rotation \(rotation)")
        #expect(found.scales[0].isNaN)
      }
    }
  }

  /// Measured: 0.49998 steps of the row's scale.
  static let largestStepError = 0.501
  /// Measured: 1.1e-7, relative to the row's largest magnitude.
  static let largestScaleError = 2e-7

  @Test func `the definition equals a Hadamard matrix product in double precision`() {
    var random = Random(seed: 0x9a13)
    var (stepError, scaleError) = (0.0, 0.0)
    for rotation in QuantizeCase.rotations {
      let width = 3 * max(rotation, 4)
      let job = QuantizeCase(
        random.normals(5 * width), rowCount: 5, inputCount: width, rotation: rotation)
      let result = job.run(.scalar)
      for row in 0..<5 {
        let exact = (0..<width).map { k in
          let block = k / rotation * rotation
          return (0..<rotation).reduce(0.0) { sum, j in
            // Sylvester's matrix: the sign is the parity of the bits that both indices have.
            let sign = ((k - block) & j).nonzeroBitCount % 2 == 0 ? 1.0 : -1.0
            return sum + sign * Double(job.x[row * width + block + j])
          }
        }
        let largest = exact.reduce(0) { max($0, abs($1)) }
        let scale = Double(result.scales[row])
        scaleError = max(scaleError, abs(scale * 127 - largest) / largest)
        for k in 0..<width {
          let q = Double(result.bytes[row * width + k])
          stepError = max(stepError, abs(q - exact[k] / scale))
        }
      }
    }
    print("quantize: \(stepError) steps, scale \(scaleError)")
    #expect(stepError <= Self.largestStepError)
    #expect(scaleError <= Self.largestScaleError)
  }

  @Test func `a row of nothing gives zeros and scale 0, ties go to even`() {
    let empty = QuantizeCase(
      [Float](repeating: 1e-30, count: 8), rowCount: 1, inputCount: 8, rotation: 1
    ).run(.scalar)
    #expect(empty.bytes.values == [Int8](repeating: 0, count: 8))
    #expect(empty.scales.values == [0])
    let ties = QuantizeCase(
      [127, 0.5, 1.5, 2.5, -0.5, -1.5, -127, 126.5], rowCount: 1, inputCount: 8, rotation: 1
    ).run(.scalar)
    #expect(ties.bytes.values == [127, 0, 2, 2, 0, -2, -127, 126])
    #expect(ties.scales.values == [1])
  }
}
