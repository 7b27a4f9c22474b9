import Base
import CKernels
import Kernels
import Quantization
import TestSupport
import Testing

/// The algebra of calibration: one definition, and every set equal to it.
@Suite struct PanelTests {
  private static let width = PanelMatrix.width
  private static let block = width * width

  private static func numbers(_ count: Int, seed: UInt64, scale: Float = 1) -> Guarded<Float> {
    var source = SeededNumbers(seed: seed)
    return Guarded((0..<count).map { _ in source.float() * scale }, alignment: 64)
  }

  /// An upper triangular block with a diagonal near 1.
  private static func factor(seed: UInt64) -> Guarded<Float> {
    let values = numbers(block, seed: seed, scale: 0.2)
    for row in 0..<width {
      for column in 0..<row { unsafe values.pointer[row * width + column] = 0 }
      unsafe values.pointer[row * width + row] += 1
    }
    return values
  }

  @Test(arguments: [1, 31, 96, 513], [Int32(0), 1])
  func `every set gives the definition's products`(rowCount: Int, subtracts: Int32) {
    let a = Self.numbers(rowCount * Self.width, seed: 1)
    let b = Self.numbers(rowCount * Self.width, seed: 2)
    func product(_ set: TestedSet) -> [Float] {
      let c = Self.numbers(Self.block, seed: 3)
      unsafe set.functions.pointee.panel_product(
        a.pointer, b.pointer, Int32(rowCount), subtracts, c.pointer)
      return c.values
    }
    let expected = product(.scalar)
    for set in TestedSet.others {
      #expect(product(set).map(\.bitPattern) == expected.map(\.bitPattern), "\(set.name)")
    }
    let sign: Double = subtracts == 1 ? -1 : 1
    let start = Self.numbers(Self.block, seed: 3)
    let exact = (0..<Self.block).map { index in
      (0..<rowCount).reduce(Double(start[index])) { sum, row in
        sum + sign * Double(a[row * Self.width + index / Self.width])
          * Double(b[row * Self.width + index % Self.width])
      }
    }
    // Measured: at most 2.4e-5 over 513 rows.
    let error = zip(expected, exact).reduce(0) { Vectors.larger($0, abs(Double($1.0) - $1.1)) }
    #expect(error <= 1e-4)
  }

  @Test func `every set solves as the definition does, and the solution fits`() {
    let factor = Self.factor(seed: 4)
    func solution(_ set: TestedSet) -> [Float] {
      let x = Self.numbers(Self.block, seed: 5)
      unsafe set.functions.pointee.panel_solve(factor.pointer, x.pointer)
      return x.values
    }
    let expected = solution(.scalar)
    for set in TestedSet.others {
      #expect(solution(set).map(\.bitPattern) == expected.map(\.bitPattern), "\(set.name)")
    }
    let right = Self.numbers(Self.block, seed: 5)
    for row in 0..<Self.width {
      for column in 0..<Self.width {
        let sum = (0...row).reduce(0.0) {
          $0 + Double(factor[$1 * Self.width + row]) * Double(expected[$1 * Self.width + column])
        }
        // Measured: at most 1.3e-6.
        #expect(abs(sum - Double(right[row * Self.width + column])) <= 1e-5)
      }
    }
  }

  private struct Rounded: Equatable {
    var values: [UInt32]
    var image: [UInt32]
    var integers: [Int8]
    var groups: [UInt8]
  }

  private static func round(
    _ set: TestedSet, _ limits: (Int32, Int32, Int32, Int32), factor: Guarded<Float>,
    target: Guarded<Float>, scales: Guarded<Float>
  ) -> Rounded {
    let values = Guarded<Float>(repeating: .nan, count: block, alignment: 64)
    let image = Guarded<Float>(repeating: .nan, count: block, alignment: 64)
    let integers = Guarded<Int8>(repeating: 99, count: block)
    let groups = Guarded<UInt8>(repeating: 99, count: width)
    var job = unsafe gc_rounding(
      factor: factor.pointer, target: target.pointer, scales: scales.pointer,
      rounded: values.pointer, image: image.pointer, integers: integers.pointer,
      groups: groups.pointer, lowest: limits.0, highest: limits.1, largest_group: limits.2,
      tries: limits.3)
    unsafe set.functions.pointee.panel_round(&job)
    return Rounded(
      values: values.values.map(\.bitPattern), image: image.values.map(\.bitPattern),
      integers: integers.values, groups: groups.values)
  }

  @Test(arguments: [(Int32(-8), Int32(7), Int32(15), Int32(4)), (-4, 3, 31, 10), (-127, 127, 1, 1)])
  func `every set rounds as the definition does`(limits: (Int32, Int32, Int32, Int32)) {
    let factor = Self.factor(seed: 6)
    let target = Self.numbers(Self.block, seed: 7)
    let scales = Guarded(
      (0..<Self.width).map { $0 == 5 ? 0 : 0.01 + 0.001 * Float($0) }, alignment: 64)
    let expected = Self.round(
      .scalar, limits, factor: factor, target: target, scales: scales)
    #expect(expected.integers.contains { $0 != 0 })
    #expect(expected.integers.allSatisfy { (limits.0...limits.1).contains(Int32($0)) })
    for index in 0..<Self.width { #expect(expected.integers[index * Self.width + 5] == 0) }
    for set in TestedSet.others {
      let found = Self.round(set, limits, factor: factor, target: target, scales: scales)
      #expect(found == expected, "\(set.name)")
    }
  }

  @Test(arguments: [1, 2, 3])
  func `a factor gives the matrix back, whatever the threads`(threads: Int) {
    let count = 96
    var source = SeededNumbers(seed: 8)
    let rows = PanelMatrix(rowCount: 200, columnCount: count)
    for row in 0..<200 { for column in 0..<count { rows[row, column] = source.float() } }
    let compute = Compute(kernels: .best, threadCount: threads)
    let matrix = PanelMatrix(rowCount: count, columnCount: count)
    compute.addProduct(rows, rows, isSymmetric: true, to: matrix)
    let original = matrix.copy()
    #expect(compute.factor(matrix))
    for row in 0..<count {
      for column in row..<count {
        let sum = (0...row).reduce(0.0) {
          $0 + Double(matrix[$1, row]) * Double(matrix[$1, column])
        }
        // Measured: at most 3.1e-5 of values to 80.
        #expect(abs(sum - Double(original[row, column])) <= 1e-4)
        // What lies below the diagonal blocks is the transposition.
        if row / 32 != column / 32 { #expect(matrix[column, row] == matrix[row, column]) }
      }
    }
  }

  @Test func `a matrix that is not positive definite has no factor`() {
    let compute = Compute(kernels: .best, threadCount: 1)
    for value in [Float(0), -1, .nan, .infinity] {
      let matrix = PanelMatrix(rowCount: 64, columnCount: 64)
      for index in 0..<64 { matrix[index, index] = index == 40 ? value : 1 }
      #expect(!compute.factor(matrix))
    }
  }
}
