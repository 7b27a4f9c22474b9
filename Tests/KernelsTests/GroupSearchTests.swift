import CKernels
import CQuantization
import TestSupport
import Testing

/// Rows quantised to 4 or 3 bits, with what they stand for.
private struct GroupedRows {
  let q: Guarded<Int8>
  let groups: Guarded<UInt8>
  let scales: Guarded<Float>
  let sums: Guarded<Int32>
  let inputs: Int

  init(_ x: [Float], bits: Int = 4, inputs: Int, rotation: Int = 1) {
    let rowCount = x.count / inputs
    let source = Guarded(x)
    self.inputs = inputs
    // Any byte that is left unwritten is out of range.
    q = Guarded(repeating: 99, count: x.count)
    groups = Guarded(repeating: 99, count: x.count / 32)
    scales = Guarded(repeating: .nan, count: rowCount)
    sums = Guarded(repeating: .min, count: rowCount)
    unsafe gc_quantize_rows_grouped(
      Int32(bits), source.pointer, Int32(rowCount), Int32(inputs), Int32(rotation), q.pointer,
      groups.pointer,
      scales.pointer, sums.pointer)
  }

  func integer(_ index: Int) -> Int { Int(q[index]) * Int(groups[index / 32]) }

  func squaredError(_ x: [Float], row: Int) -> Double {
    (row * inputs..<(row + 1) * inputs).reduce(0) { sum, index in
      let error = Double(x[index]) - Double(integer(index)) * Double(scales[row])
      return sum + error * error
    }
  }
}

@Suite struct GroupSearchTests {
  static let inputs = 768

  /// The error of rounding with the least group scale that holds the group's largest value in -7...7, or
  /// -3...3.
  private static func plainError(_ x: ArraySlice<Float>, bits: Int) -> Double {
    let (highest, largestGroup) = bits == 4 ? (7.0, 15.0) : (3.0, 31.0)
    let values = x.map(Double.init)
    let scale = values.reduce(0) { max($0, abs($1)) } / (highest * largestGroup)
    return stride(from: 0, to: values.count, by: 32).reduce(0.0) { total, first in
      let group = values[first..<first + 32]
      let largest = group.reduce(0) { max($0, abs($1)) }
      let step = max(1, (largest / (highest * scale) - 1e-9).rounded(.up)) * scale
      return total
        + group.reduce(0) { sum, value in
          let error = value - (value / step).rounded(.toNearestOrEven) * step
          return sum + error * error
        }
    }
  }

  // The search's squared error relative to that of plain rounding. Measured: 1.0 for a row whose
  // one outlier decides every scale, 0.92 for the others.
  static let largestShareOfPlainError = 1.0

  @Test(
    arguments: [
      1, 1e-3, 1e-12, 1e-20, 1e-25, 1e-29, 1e10, 1e19, 1e22, 1e30, 1e35,
    ] as [Float], [4, 3])
  func `values and scales are in range and no worse than plain rounding`(
    magnitude: Float, bits: Int
  ) {
    var random = Random(seed: 0x1401)
    var worst = 0.0
    let kinds: [(inout Random) -> [Float]] = [
      { $0.normals(Self.inputs, deviation: 1) }, { $0.floats(Self.inputs) },
      { random in random.normals(Self.inputs).map { $0 * $0 * $0 } },
      { random in (0..<Self.inputs).map { $0 == 5 ? 3 : random.float() / 100 } },
      { random in (0..<Self.inputs).map { _ in random.flip() ? 1 : -1 } },
    ]
    for kind in kinds {
      let x = (kind(&random) + kind(&random)).map { $0 * magnitude }
      let rows = GroupedRows(x, bits: bits, inputs: Self.inputs)
      let (integers, scales): (ClosedRange<Int8>, ClosedRange<UInt8>) =
        bits == 4 ? (-8...7, 1...15) : (-4...3, 1...31)
      #expect(rows.q.values.allSatisfy { integers.contains($0) })
      #expect(rows.groups.values.allSatisfy { scales.contains($0) })
      for row in 0..<2 {
        let range = row * Self.inputs..<(row + 1) * Self.inputs
        #expect(rows.scales[row].isFinite && rows.scales[row] > 0)
        #expect(Int(rows.sums[row]) == range.reduce(0) { $0 + rows.integer($1) })
        // Rows of one magnitude have no plain error to speak of.
        let size = x[range].reduce(0) { $0 + Double($1) * Double($1) }
        let plain = Self.plainError(x[range], bits: bits) + 1e-12 * size
        let share = rows.squaredError(x, row: row) / plain
        worst = share <= worst ? worst : share
      }
    }
    print("int\(bits) at \(magnitude): \(worst) of the plain error")
    #expect(worst <= Self.largestShareOfPlainError)
  }

  @Test func `a row scaled by a power of two keeps its integers`() {
    var random = Random(seed: 0x1402)
    let x = random.normals(Self.inputs)
    let plain = GroupedRows(x, inputs: Self.inputs)
    for exponent in [-90, -40, 1, 60, 120] {
      let factor = Float(sign: .plus, exponent: exponent, significand: 1)
      let scaled = GroupedRows(x.map { $0 * factor }, inputs: Self.inputs)
      expectSameBits(scaled.q, plain.q, "2^\(exponent)")
      expectSameBits(scaled.groups, plain.groups, "2^\(exponent)")
      #expect(scaled.scales[0] == plain.scales[0] * factor)
    }
  }

  @Test func `rows of nothing are zeros with scale 0 and group scales 1`() {
    for value: Float in [0, -0.0, 1e-30, 0x1p-149] {
      let rows = GroupedRows([Float](repeating: value, count: 64), inputs: 64)
      #expect(rows.q.values.allSatisfy { $0 == 0 })
      #expect(rows.groups.values == [1, 1])
      #expect(rows.scales[0].bitPattern == 0 && rows.sums[0] == 0)
    }
    // A group of zeros in a row that has values.
    let half = GroupedRows([Float](repeating: 0, count: 32) + random(32), inputs: 64)
    #expect(half.q.values.prefix(32).allSatisfy { $0 == 0 })
  }

  @Test func `a row that overflows when rotated is zeros with an infinite scale`() {
    let rows = GroupedRows(
      [Float](repeating: .greatestFiniteMagnitude, count: 64), inputs: 64, rotation: 64)
    #expect(rows.q.values.allSatisfy { $0 == 0 })
    #expect(rows.groups.values == [1, 1])
    #expect(rows.scales[0] == .infinity)
  }

  @Test func `rotated rows are those of the rotated weights divided by the block size`() {
    let (inputs, rotation) = (128, 32)
    let x = random(inputs)
    let rotated = (0..<inputs).map { k in
      let block = k / rotation * rotation
      let sum = (0..<rotation).reduce(0.0) { sum, j in
        sum + (((k - block) & j).nonzeroBitCount % 2 == 0 ? 1 : -1) * Double(x[block + j])
      }
      return Float(sum / Double(rotation))
    }
    let rows = GroupedRows(x, inputs: inputs, rotation: rotation)
    // Rounding in the transform may move single values over an edge, never the error by much.
    #expect(
      rows.squaredError(rotated, row: 0)
        <= 1.01 * GroupedRows(rotated, inputs: inputs).squaredError(rotated, row: 0))
  }

  private func random(_ count: Int) -> [Float] {
    var random = Random(seed: 0x1403)
    return random.normals(count)
  }
}
