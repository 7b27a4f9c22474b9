import Kernels
import Quantization
import TestSupport
import Testing

/// Fitting a map to inputs that are not quite the original's.
@Suite struct LeastSquaresTests {
  private static let inputs = 96
  private static let outputs = 40
  private static let ridge: Float = 0.5

  private struct Problem {
    let weights: FloatBuffer
    let squares: PanelMatrix
    let goal: Compute.RoundingGoal
  }

  /// 300 inputs, and what the original has in their place: the same and some noise.
  private static func problem(_ compute: Compute) -> Problem {
    var numbers = SeededNumbers(seed: 11)
    let (ours, theirs) = (
      PanelMatrix(rowCount: 300, columnCount: inputs),
      PanelMatrix(rowCount: 300, columnCount: inputs)
    )
    for row in 0..<300 {
      for column in 0..<inputs {
        ours[row, column] = numbers.float()
        theirs[row, column] = ours[row, column] + 0.2 * numbers.float()
      }
    }
    let squares = PanelMatrix(rowCount: inputs, columnCount: inputs)
    let cross = PanelMatrix(rowCount: inputs, columnCount: inputs)
    compute.addProduct(ours, ours, to: squares)
    compute.addProduct(theirs, ours, to: cross)
    for index in 0..<inputs {
      squares[index, index] += ridge
      cross[index, index] += ridge
    }
    let factor = squares.copy()
    #expect(compute.factor(factor))
    let weights = FloatBuffer(count: outputs * inputs)
    weights.store((0..<outputs * inputs).map { _ in numbers.float() })
    return Problem(
      weights: weights, squares: squares,
      goal: Compute.RoundingGoal(factor: factor, cross: cross))
  }

  @Test func `the fitted map leaves an error that no input explains`() {
    let compute = Compute(kernels: .best, threadCount: 2)
    let problem = Self.problem(compute)
    let fitted = compute.fit(problem.weights, rowCount: Self.outputs, goal: problem.goal)
    let found = fitted.values(0..<fitted.count)
    let weights = problem.weights.values(0..<fitted.count)
    #expect(found != weights)
    for row in 0..<Self.outputs {
      for column in 0..<Self.inputs {
        var (left, right) = (0.0, 0.0)
        for index in 0..<Self.inputs {
          left +=
            Double(found[row * Self.inputs + index]) * Double(problem.squares[index, column])
          right +=
            Double(weights[row * Self.inputs + index]) * Double(problem.goal.cross[index, column])
        }
        // Measured: at most 1.9e-4 of values to 140.
        #expect(abs(left - right) <= 1e-3, "row \(row), column \(column)")
      }
    }
  }

  @Test func `every set and thread count fits the same bits`() {
    func fitted(_ set: KernelSet, threads: Int) -> [UInt32] {
      let compute = Compute(kernels: set, threadCount: threads)
      let problem = Self.problem(compute)
      let fitted = compute.fit(problem.weights, rowCount: Self.outputs, goal: problem.goal)
      return fitted.values(0..<fitted.count).map(\.bitPattern)
    }
    let expected = fitted(.best, threads: 1)
    for set in KernelSet.available {
      for threads in [1, 3] { #expect(fitted(set, threads: threads) == expected, "\(set.name)") }
    }
  }
}
