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

  @Test func `without the original's inputs they are taken to be the model's own`() throws {
    let compute = Compute(kernels: .best, threadCount: 2)
    let (width, count) = (96, 64)
    let rows = FloatBuffer(count: count * width)
    rows.store((0..<count * width).map { Float(($0 * 7919) % 101) / 50 - 1 })
    func goal(comparesOriginal: Bool, isCentred: Bool) throws -> Compute.RoundingGoal {
      let statistics = InputStatistics(
        inputCount: width, rotation: nil, isCentred: isCentred,
        comparesOriginal: comparesOriginal, rowCapacity: count, compute: compute)
      statistics.add(
        quantized: rows, original: comparesOriginal ? rows : nil, rowCount: count)
      #expect(statistics.means.original == statistics.means.quantized)
      return try #require(statistics.goal())
    }
    for isCentred in [false, true] {
      let own = try goal(comparesOriginal: false, isCentred: isCentred)
      let both = try goal(comparesOriginal: true, isCentred: isCentred)
      for row in 0..<width {
        for column in 0..<width {
          #expect(own.factor[row, column] == both.factor[row, column])
          #expect(own.cross[row, column] == both.cross[row, column])
        }
      }
    }
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
