import CKernels
package import Kernels
import Model

/// What a linear takes in over many tokens: in the quantised model (x̂), and in the original where
/// the quantised model stands at the same token (x), unless they are taken to be the same.
///
/// Of a quantised linear both are rotated as its weights are, and x̂ is rounded to 8 bits, as it is when
/// the model runs; of a linear in binary32 both are taken as they are.
package final class InputStatistics {
  package let inputCount: Int
  /// Those, padded with zeros to a multiple of 32: `K` below.
  private let storedInputCount: Int
  /// The block size of the weights' rotation; `nil` for a linear in binary32.
  package let rotation: Int?
  /// Tokens that were added.
  package private(set) var tokenCount = 0

  /// λ as a share of an input's mean square where there are many tokens.
  private static let damping: Float = 0.01
  /// What that share gains for every input per token: the fewer tokens there were, the less their
  /// sums say of others.
  private static let shrinkage: Float = 4

  private let compute: Compute
  private let isCentred: Bool
  /// Σ x̂ x̂ᵀ, the blocks on and above the diagonal, and Σ x x̂ᵀ, both `[K, K]`.
  private let squares: PanelMatrix
  private let cross: PanelMatrix?
  private let quantizedRows: PanelMatrix
  private let originalRows: PanelMatrix?
  private let activations: ActivationBuffer
  private var quantizedSums: [Double]
  private var originalSums: [Double]

  /// Nothing seen yet; up to `rowCapacity` tokens are added at a time.
  ///
  /// `rotation` is that of the linear's weights, `nil` if they stay binary32; `isCentred` leaves the
  /// mean error out of what counts, for a linear whose bias takes it up. With `comparesOriginal` false x is
  /// x̂: a third of the work.
  package init(
    inputCount: Int, rotation: Int?, isCentred: Bool, comparesOriginal: Bool = true,
    rowCapacity: Int, compute: Compute
  ) {
    let stored = KernelOrder.paddedInputCount(inputCount)
    self.inputCount = inputCount
    storedInputCount = stored
    self.isCentred = isCentred
    self.compute = compute
    self.rotation = rotation
    squares = PanelMatrix(rowCount: stored, columnCount: stored)
    cross = comparesOriginal ? PanelMatrix(rowCount: stored, columnCount: stored) : nil
    quantizedRows = PanelMatrix(rowCount: rowCapacity, columnCount: stored)
    originalRows =
      comparesOriginal ? PanelMatrix(rowCount: rowCapacity, columnCount: stored) : nil
    activations = ActivationBuffer(rowCount: rowCapacity, width: stored)
    quantizedSums = [Double](repeating: 0, count: inputCount)
    originalSums = quantizedSums
  }

  /// Adds the first `rowCount` rows of both inputs `[rows, inputs]`, each times its share; `original`
  /// may be left rotated.
  ///
  /// - Precondition: there is an `original` if it is compared, and none if not.
  package func add(
    quantized: FloatBuffer, original: FloatBuffer?, rowCount: Int, shares: FloatBuffer? = nil
  ) {
    precondition((original == nil) == (cross == nil))
    Compute.addRows(quantized, rows: 0..<rowCount, to: &quantizedSums)
    tokenCount += rowCount
    let quantized = padded(quantized, rowCount: rowCount)
    if let rotation {
      compute.quantize(
        quantized, rowCount: rowCount, width: storedInputCount, storedWidth: storedInputCount,
        rotation: rotation, into: activations)
      compute.store(activations, rowCount: rowCount, factors: shares, in: quantizedRows)
    } else {
      compute.store(quantized, rowCount: rowCount, factors: shares, in: quantizedRows)
    }
    guard let original, let originalRows, let cross else {
      return compute.addProducts(of: quantizedRows, rowCount: rowCount, to: squares)
    }
    Compute.addRows(original, rows: 0..<rowCount, to: &originalSums)
    let rows = padded(original, rowCount: rowCount)
    if let rotation {
      compute.rotate(
        rows, rowCount: rowCount, width: storedInputCount, rotation: rotation, factor: 1)
    }
    compute.store(rows, rowCount: rowCount, factors: shares, in: originalRows)
    compute.addProducts(
      of: quantizedRows, rowCount: rowCount, to: squares, and: (originalRows, cross))
  }

  private func padded(_ rows: FloatBuffer, rowCount: Int) -> FloatBuffer {
    guard storedInputCount > inputCount else { return rows }
    return rows.padded(rows: 0..<rowCount, width: inputCount, to: storedInputCount)
  }

  /// The mean inputs, as they were before the rotation: of the quantised model and of the original.
  ///
  /// - Precondition: tokens were added.
  package var means: (quantized: [Float], original: [Float]) {
    precondition(tokenCount > 0)
    let quantized = quantizedSums.map { Float($0 / Double(tokenCount)) }
    guard cross != nil else { return (quantized, quantized) }
    return (quantized, originalSums.map { Float($0 / Double(tokenCount)) })
  }

  /// What rounding the linear's weights is to minimise; the sums are used up.
  ///
  /// λ is (0.01 + 4 K / T) times the mean square of an input, raised tenfold up to four times until
  /// the sums can be factored. Formats/Decisions/0010 has what other factors give.
  ///
  /// - Returns: `nil` if they cannot.
  package func goal() -> Compute.RoundingGoal? {
    if isCentred { centre() }
    let diagonal = (0..<storedInputCount).map { squares[$0, $0] }
    let mean = diagonal.reduce(0) { $0 + Double($1) } / Double(storedInputCount)
    guard mean > 0, mean.isFinite else { return nil }
    let share =
      InputStatistics.damping + InputStatistics.shrinkage * Float(inputCount) / Float(tokenCount)
    let cross = cross ?? squares.copy()
    if self.cross == nil { compute.mirror(cross) }
    var added: Float = 0
    for attempt in 0..<5 {
      var ridge = share * Float(mean)
      for _ in 0..<attempt { ridge *= 10 }
      let factor = squares.copy()
      for index in 0..<storedInputCount {
        factor[index, index] = diagonal[index] + ridge
        cross[index, index] += ridge - added
      }
      added = ridge
      if compute.factor(factor) { return Compute.RoundingGoal(factor: factor, cross: cross) }
    }
    return nil
  }

  /// Takes T x̄ x̄ᵀ out of both sums.
  private func centre() {
    let (quantized, original) = means
    let width = storedInputCount
    let rows = (0..<3).map { _ in PanelMatrix(rowCount: 1, columnCount: width) }
    for (values, row, factor) in [
      (quantized, rows[0], 1), (quantized, rows[1], Float(tokenCount)), (original, rows[2], 1),
    ] {
      let buffer = FloatBuffer(count: width)
      buffer.store(values)
      compute.rotate(
        buffer, rowCount: 1, width: width, rotation: rotation ?? 1, factor: factor)
      compute.store(buffer, rowCount: 1, in: row)
    }
    compute.addProduct(rows[0], rows[1], subtracts: true, isSymmetric: true, to: squares)
    if let cross { compute.addProduct(rows[2], rows[1], subtracts: true, to: cross) }
  }
}

extension Compute {
  /// What the rounding of a matrix is to minimise: the error of its outputs over measured inputs.
  package struct RoundingGoal: Sendable {
    /// The Cholesky factor of Σ x̂ x̂ᵀ + λ, `[K, K]`; see `factor`.
    package let factor: PanelMatrix
    /// Σ x x̂ᵀ + λ `[K, K]`: x is what the original takes in where the quantised model takes in x̂.
    package let cross: PanelMatrix

    package init(factor: PanelMatrix, cross: PanelMatrix) {
      self.factor = factor
      self.cross = cross
    }

    /// `U⁻ᵀ Cᵀ W` for 32 outputs `W` `[K, 32]`: what is wanted of them in the basis of the factor.
    func substitute(_ weights: PanelMatrix, into wanted: PanelMatrix, kernels: KernelSet) {
      let width = PanelMatrix.width
      for block in 0..<factor.rowCount / width {
        let rows = unsafe wanted.pointer(block * width, 0)
        unsafe kernels.functions.pointee.panel_product(
          cross.pointer(0, block), weights.pointer(0, 0),
          Int32(factor.rowCount), 0, rows)
        if block > 0 {
          unsafe kernels.functions.pointee.panel_product(
            factor.pointer(0, block), wanted.pointer(0, 0),
            Int32(block * width), 1, rows)
        }
        unsafe kernels.functions.pointee.panel_solve(factor.pointer(block * width, block), rows)
      }
    }
  }

  /// The matrix `[N, K]` whose outputs over x̂ come nearest to those of `weights` `[N, K]` over x.
  ///
  /// Minimises |W x - V x̂|² + λ |W - V|², which `V = W C (Σ x̂ x̂ᵀ + λ)⁻¹` does; the same bits for
  /// every kernel set and thread count.
  ///
  /// - Precondition: `K` is a multiple of 32, the goal is of that `K`.
  package func fit(_ weights: FloatBuffer, rowCount: Int, goal: RoundingGoal) -> FloatBuffer {
    let inputs = goal.factor.rowCount
    let width = PanelMatrix.width
    precondition(inputs % width == 0 && goal.cross.rowCount == inputs)
    precondition(weights.count >= rowCount * inputs)
    let fitted = FloatBuffer(count: rowCount * inputs)
    pool.run((rowCount + width - 1) / width) { panel in
      let first = panel * width
      let count = min(width, rowCount - first)
      let columns = PanelMatrix(rowCount: inputs, columnCount: width)
      for row in 0..<count {
        let values = weights.values((first + row) * inputs..<(first + row + 1) * inputs)
        for (index, value) in values.enumerated() { columns[index, row] = value }
      }
      let wanted = PanelMatrix(rowCount: inputs, columnCount: width)
      goal.substitute(columns, into: wanted, kernels: kernels)
      substituteBack(wanted, goal.factor)
      for row in 0..<count {
        fitted.store((0..<inputs).map { wanted[$0, row] }, at: (first + row) * inputs)
      }
    }
    return fitted
  }

  /// `U⁻¹` times 32 columns, in place.
  private func substituteBack(_ columns: PanelMatrix, _ factor: PanelMatrix) {
    let width = PanelMatrix.width
    for block in stride(from: factor.rowCount / width - 1, through: 0, by: -1) {
      let (first, next) = (block * width, (block + 1) * width)
      if next < factor.rowCount {
        // Below the diagonal lies the transposition, which the product turns back.
        unsafe kernels.functions.pointee.panel_product(
          factor.pointer(next, block), columns.pointer(next, 0),
          Int32(factor.rowCount - next), 1, columns.pointer(first, 0))
      }
      for row in stride(from: next - 1, through: first, by: -1) {
        for column in 0..<width {
          var value = columns[row, column]
          for index in row + 1..<next { value -= factor[row, index] * columns[index, column] }
          columns[row, column] = value / factor[row, row]
        }
      }
    }
  }
}
