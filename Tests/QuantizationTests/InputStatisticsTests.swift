import Kernels
import Quantization
import TestSupport
import Testing

/// What rounding and fitting are to minimise, from the inputs that a map has seen.
@Suite struct InputStatisticsTests {
  private static let inputCount = 32
  // Relative, of a few roundings of binary32. Measured: 6.6e-8.
  private static let largestError = 2e-7

  /// Sums of `tokenCount` inputs, the next coordinate axis each time.
  private static func axes(tokenCount: Int) -> InputStatistics {
    let statistics = InputStatistics(
      inputCount: inputCount, rotation: nil, isCentred: false, rowCapacity: tokenCount,
      compute: Compute(kernels: .best, threadCount: 1))
    let rows = FloatBuffer(count: tokenCount * inputCount)
    for token in 0..<tokenCount {
      rows.store([1], at: token * inputCount + token % inputCount)
    }
    statistics.add(quantized: rows, original: rows, rowCount: tokenCount)
    return statistics
  }

  @Test(arguments: [32, 320, 3200])
  func `sums are damped by a hundredth and four inputs a token of their mean square`(
    tokenCount: Int
  ) throws {
    let goal = try #require(Self.axes(tokenCount: tokenCount).goal())
    let square = Double(tokenCount) / Double(Self.inputCount)
    let damped = square * (1.01 + 4 * Double(Self.inputCount) / Double(tokenCount))
    var largest = 0.0
    for input in 0..<Self.inputCount {
      let root = Double(goal.factor[input, input])
      for value in [Double(goal.cross[input, input]), root * root] {
        largest = Vectors.larger(largest, abs(value / damped - 1))
      }
    }
    print("damped sums: \(largest) relative")
    #expect(largest <= Self.largestError)
    #expect(goal.cross[0, 1] == 0)
  }

  @Test func `inputs that are all zero have no goal`() {
    let statistics = InputStatistics(
      inputCount: Self.inputCount, rotation: nil, isCentred: false, rowCapacity: 4,
      compute: Compute(kernels: .best, threadCount: 1))
    let rows = FloatBuffer(count: 4 * Self.inputCount)
    statistics.add(quantized: rows, original: rows, rowCount: 4)
    #expect(statistics.goal() == nil)
  }
}
