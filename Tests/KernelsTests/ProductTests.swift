import CKernels
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct ProductTests {
  static let widths = [4, 32, 96, 128, 384, 768, 3072, 4096]

  @Test(arguments: TestedSet.others, [8, 4, 3])
  func `every set multiplies every shape as the definition does`(
    _ set: TestedSet, bits: Int
  ) {
    var random = Random(seed: 0x6e44)
    let widths = set.isSlow ? Self.widths.filter { $0 < 3072 } : Self.widths
    for inputs in widths where bits == 8 || inputs % 32 == 0 {
      for rowCount in 1...20 where inputs < (set.isSlow ? 96 : 3072) || rowCount % 7 < 2 {
        // Up to nine blocks of sixteen outputs; half of the shapes end inside a block.
        let outputs = random.integer(1...9) * 16 - (random.flip() ? 0 : random.integer(1...15))
        let job = ProductCase(
          bits: bits, rowCount: rowCount, outputs: outputs, inputs: inputs, random: &random)
        expectSameBits(job.run(set), job.run(.scalar), job.what)
      }
    }
  }

  /// Rows by the hundred and rows long enough to be multiplied in parts, whole and uneven ones.
  @Test(arguments: TestedSet.others, [8, 4, 3])
  func `every set multiplies many rows and long ones as the definition does`(
    _ set: TestedSet, bits: Int
  ) {
    var random = Random(seed: 0x6e48)
    let shapes: [(rows: Int, outputs: Int, inputs: Int)] = [
      (39, 70, 832), (225, 33, 64), (225, 17, 1600), (193, 48, 128),
      (50, 100, 1536), (23, 31, 3072),
    ]
    for shape in shapes where !set.isSlow || shape.inputs == 64 {
      let job = ProductCase(
        bits: bits, rowCount: shape.rows, outputs: shape.outputs, inputs: shape.inputs,
        random: &random)
      expectSameBits(job.run(set), job.run(.scalar), job.what)
      let firstRow = random.integer(0...shape.rows / 2)
      let rows = firstRow..<random.integer(firstRow...shape.rows)
      let blocks = 1..<(shape.outputs + 15) / 16
      expectSameBits(
        job.run(set, rows: rows, blocks: blocks), job.run(.scalar, rows: rows, blocks: blocks),
        "\(job.what) rows \(rows) blocks \(blocks)")
    }
  }

  @Test(arguments: TestedSet.others, [8, 4, 3])
  func `every set gives the same bits at the ends of the encodings`(
    _ set: TestedSet, bits: Int
  ) {
    var random = Random(seed: 0x6e45)
    for fill in ProductCase.Fill.allCases {
      // 4128 is wider than the room for unpacked weights, 16,384 the widest row there is.
      for inputs in set.isSlow ? [32, 768] : [32, 768, 4096, 4128, 16384] {
        for rowCount in inputs > 4096 ? [7] : [1, 6, 7] {
          let job = ProductCase(
            bits: bits, rowCount: rowCount, outputs: 20, inputs: inputs, fill: fill,
            random: &random)
          expectSameBits(job.run(set), job.run(.scalar), "\(fill) \(job.what)")
        }
      }
    }
  }

  @Test(arguments: TestedSet.all, [8, 4, 3])
  func `a range of rows and blocks is computed and nothing else is touched`(
    _ set: TestedSet, bits: Int
  ) {
    var random = Random(seed: 0x6e46)
    for _ in 0..<60 {
      let job = ProductCase(
        bits: bits, rowCount: random.integer(1...20), outputs: random.integer(1...144),
        inputs: 32 * random.integer(1...4), random: &random)
      let blockCount = (job.outputs + 15) / 16
      let firstRow = random.integer(0...job.rowCount)
      let firstBlock = random.integer(0...blockCount)
      let rows = firstRow..<random.integer(firstRow...job.rowCount)
      let blocks = firstBlock..<random.integer(firstBlock...blockCount)
      let (whole, part) = (job.run(.scalar), job.run(set, rows: rows, blocks: blocks))
      let expected = (0..<whole.count).map { index in
        let (row, output) = (index / job.stride, index % job.stride)
        let isInside = rows.contains(row) && blocks.contains(output / 16) && output < job.outputs
        return isInside ? whole[index] : ProductCase.untouched
      }
      expectSameBits(part, Guarded(expected), "\(job.what) rows \(rows) blocks \(blocks)")
    }
  }

  // Roundings of the sum, of the product of scales and of the result, in units of 2^-24 of the
  // terms' magnitudes. Measured: 0.98.
  static let largestRoundings = 2.0
  // GELU of the exact value, absolute, relative to 1 + the value. Measured: 1.28e-7.
  static let largestGeluError = 2e-7

  @Test(arguments: [8, 4, 3])
  func `the definition equals the product of the logical weights in double precision`(
    bits: Int
  ) {
    var random = Random(seed: 0x6e47)
    var (roundings, geluError) = (0.0, 0.0)
    for index in 0..<80 {
      let fill = index < 60 ? .random : random.pick(ProductCase.Fill.allCases)
      let job = ProductCase(
        bits: bits, rowCount: random.integer(1...6), outputs: random.integer(1...40),
        inputs: random.pick(Self.widths.filter { (bits == 8 || $0 % 32 == 0) && $0 < 3072 }),
        fill: fill, random: &random)
      let out = job.run(.scalar)
      for row in 0..<job.rowCount {
        for n in 0..<job.outputs {
          var dot = 0
          for k in 0..<job.inputs {
            dot +=
              Int(job.activations[row * job.inputs + k]) * Int(job.weights[n * job.inputs + k])
          }
          let scale = Double(job.activationScales[row]) * Double(job.rowScales[n])
          let bias = job.bias.map { Double($0[n]) } ?? 0
          let exact = Double(dot) * scale + bias
          let found = Double(out[row * job.stride + n])
          if job.gelu {
            let gelu = 0.5 * exact * erfc(-exact * 0.5.squareRoot())
            geluError = max(geluError, abs(found - gelu) / (1 + abs(exact)))
          } else {
            let size = (abs(Double(dot) * scale) + abs(exact)) * 0x1p-24
            roundings = max(roundings, size == 0 ? 0 : abs(found - exact) / size)
          }
        }
      }
    }
    print("product: \(roundings) roundings, GELU \(geluError)")
    #expect(roundings <= Self.largestRoundings)
    #expect(geluError <= Self.largestGeluError)
  }
}
