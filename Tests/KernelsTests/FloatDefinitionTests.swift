import CKernels
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The scalar definitions of the float kernels against double precision.
@Suite struct FloatDefinitionTests {
  // Absolute, of outputs whose weights are up to 2. Measured: 1.4e-6.
  static let largestLayerNormError = 3e-6

  @Test(arguments: LayerNormCase.Form.allCases)
  func `layer norm equals its formula in double precision`(_ form: LayerNormCase.Form) {
    var random = Random(seed: 0xd101)
    var largest = 0.0
    for hidden in [32, 384, 768] {
      let job = LayerNormCase(rowCount: 4, hidden: hidden, scale: 1, form: form, random: &random)
      let out = job.run(.scalar)
      for row in 0..<4 {
        let v = (row * hidden..<(row + 1) * hidden).map {
          Double(job.x[$0]) + Double(job.residual?[$0] ?? 0)
        }
        let mean = v.reduce(0, +) / Double(hidden)
        let variance = v.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(hidden)
        for (h, value) in v.enumerated() {
          let scaled = (value - mean) / (variance + Double(job.epsilon)).squareRoot()
          let exact = scaled * Double(job.weight[h]) + Double(job.bias[h])
          largest = Vectors.larger(largest, abs(Double(out[row * hidden + h]) - exact))
        }
      }
    }
    print("layer norm \(form): \(largest) absolute")
    #expect(largest <= Self.largestLayerNormError)
  }

  @Test func `a constant row normalises to the bias`() {
    let (x, weight) = (
      Guarded(repeating: Float(7), count: 32), Guarded(repeating: Float(3), count: 32)
    )
    let (bias, y) = (Guarded((0..<32).map(Float.init)), Guarded<Float>(count: 32))
    for set in TestedSet.all {
      unsafe set.functions.pointee.layer_norm(
        x.pointer, nil, weight.pointer, bias.pointer, 1e-5, 1, 32, y.pointer)
      #expect(y.values == bias.values)
    }
  }

  // Relative to the sum of the terms' magnitudes, in units of 2^-24. Measured: 1.4.
  static let largestSumRoundings = 2.5

  @Test func `router logits, combination, mean and length equal their formulas`() {
    var random = Random(seed: 0xd102)
    var largest = 0.0
    func check(_ found: Float, _ terms: [Double], dividedBy divisor: Double = 1) {
      let (exact, size) = terms.reduce((0.0, 0.0)) { ($0.0 + $1, $0.1 + abs($1)) }
      largest = Vectors.larger(largest, abs(Double(found) * divisor - exact) / (size * 0x1p-24))
    }
    let (rowCount, hidden, experts, slots) = (5, 96, 8, 2)
    let (x, w) = (
      Guarded(random.normals(rowCount * hidden)), Guarded(random.normals(experts * hidden))
    )
    let logits = Guarded<Float>(count: rowCount * experts)
    let set = unsafe TestedSet.scalar.functions
    unsafe set.pointee.router_logits(
      x.pointer, w.pointer, Int32(rowCount), Int32(hidden), Int32(experts), logits.pointer)
    for index in 0..<rowCount * experts {
      let (row, expert) = (index / experts * hidden, index % experts * hidden)
      check(logits[index], (0..<hidden).map { Double(x[row + $0]) * Double(w[expert + $0]) })
    }
    let rows = Guarded<Int32>([4, 0, 1, 1, 2, 3])
    let (shares, bias) = (Guarded(random.floats(6)), Guarded(random.floats(hidden)))
    let combined = Guarded<Float>(count: 3 * hidden)
    unsafe set.pointee.combine(
      x.pointer, rows.pointer, shares.pointer, Int32(slots), bias.pointer, 3, Int32(hidden),
      combined.pointer)
    for index in 0..<3 * hidden {
      let (token, h) = (index / hidden, index % hidden)
      let terms = (0..<slots).map { slot in
        Double(shares[token * slots + slot])
          * Double(x[Int(rows[token * slots + slot]) * hidden + h])
      }
      check(combined[index], terms + [Double(bias[h])])
    }
    let mean = Guarded<Float>(count: hidden)
    unsafe set.pointee.mean_rows(x.pointer, Int32(rowCount), Int32(hidden), mean.pointer)
    for h in 0..<hidden {
      check(
        mean[h], (0..<rowCount).map { Double(x[$0 * hidden + h]) }, dividedBy: Double(rowCount))
    }
    let vector = Guarded(Array(x.values.prefix(77)))
    unsafe set.pointee.normalize(vector.pointer, 77)
    let length = (0..<77).reduce(0.0) { $0 + Double(x[$1]) * Double(x[$1]) }.squareRoot()
    for h in 0..<77 { check(vector[h], [Double(x[h])], dividedBy: length) }
    print("sums: \(largest) roundings")
    #expect(largest <= Self.largestSumRoundings)
  }

  @Test func `a gate multiplies the first half of a row by the function of the second`() {
    var random = Random(seed: 0xd104)
    let width = 37
    let x = Guarded(random.floats(2 * 2 * width, scale: 6))
    for set in TestedSet.all {
      for isSilu: Int32 in [0, 1] {
        let out = Guarded<Float>(count: 2 * width)
        unsafe set.functions.pointee.gate(x.pointer, 2, Int32(width), isSilu, out.pointer)
        let wanted = (0..<2 * width).map { index in
          let up = index / width * 2 * width + index % width
          let gate = x[up + width]
          return x[up] * (isSilu == 1 ? gc_silu(gate) : gc_gelu(gate))
        }
        #expect(out.values == wanted)
      }
    }
  }

  @Test func `a vector of zeros stays zero when normalised`() {
    for set in TestedSet.all {
      let zeros = Guarded<Float>(count: 20)
      unsafe set.functions.pointee.normalize(zeros.pointer, 20)
      #expect(zeros.values == [Float](repeating: 0, count: 20))
    }
  }

  // Absolute, of pairs of length 1. Measured: 8.6e-8.
  static let largestRotationError = 2e-7

  @Test func `rotated positions equal a rotation in double precision`() {
    var random = Random(seed: 0xd103)
    let (headDim, heads, rowCount) = (64, 2, 4)
    let x = Guarded(random.floats(rowCount * headDim * heads))
    let y = Guarded(x.values)
    let positions = Guarded<Int32>([0, 5, 17, 2])
    let angles = (0..<18 * headDim / 2).map { _ in Double(random.float()) * 3 }
    let cosines = Guarded(angles.map { Float(cos($0)) })
    let sines = Guarded(angles.map { Float(sin($0)) })
    unsafe TestedSet.scalar.functions.pointee.rotate_positions(
      y.pointer, Int32(headDim * heads), positions.pointer,
      Int32(rowCount), Int32(heads), Int32(headDim), cosines.pointer, sines.pointer)
    var largest = 0.0
    for index in 0..<rowCount * headDim * heads where index % headDim < headDim / 2 {
      let position = Int(positions[index / (headDim * heads)])
      let angle = angles[position * headDim / 2 + index % headDim]
      let (a, b) = (Double(x[index]), Double(x[index + headDim / 2]))
      let (low, high) = (a * cos(angle) - b * sin(angle), b * cos(angle) + a * sin(angle))
      largest = Vectors.larger(largest, abs(Double(y[index]) - low))
      largest = Vectors.larger(largest, abs(Double(y[index + headDim / 2]) - high))
    }
    print("rotation of positions: \(largest) absolute")
    #expect(largest <= Self.largestRotationError)
  }
}
