import CKernels
public import Kernels

extension Compute {
  /// What the rounding of a matrix is to minimise: the error of its outputs over measured inputs.
  public struct RoundingGoal: Sendable {
    /// The Cholesky factor of Σ x̂ x̂ᵀ + λ, `[K, K]`; see `factor`.
    public let factor: PanelMatrix
    /// Σ x x̂ᵀ + λ `[K, K]`: x is what the original takes in where the quantised model takes in x̂.
    public let cross: PanelMatrix

    /// Takes both as they are.
    public init(factor: PanelMatrix, cross: PanelMatrix) {
      self.factor = factor
      self.cross = cross
    }

    /// `U⁻ᵀ Cᵀ W` for 32 outputs `W` `[K, 32]`: what is wanted of them in the basis of the factor.
    func substitute(_ weights: PanelMatrix, into wanted: PanelMatrix, kernels: KernelSet) {
      let width = PanelMatrix.width
      for block in 0..<factor.rowCount / width {
        let rows = unsafe wanted.pointer(block * width, 0)
        unsafe gc_panel_product(
          kernels.functions, cross.pointer(0, block), weights.pointer(0, 0),
          Int32(factor.rowCount), 0, rows)
        if block > 0 {
          unsafe gc_panel_product(
            kernels.functions, factor.pointer(0, block), wanted.pointer(0, 0),
            Int32(block * width), 1, rows)
        }
        unsafe gc_panel_solve(kernels.functions, factor.pointer(block * width, block), rows)
      }
    }
  }

  /// The matrix `[N, K]` whose outputs over x̂ come nearest to those of `weights` `[N, K]` over x.
  ///
  /// Minimises |W x - V x̂|² + λ |W - V|², which `V = W C (Σ x̂ x̂ᵀ + λ)⁻¹` does; the same bits for
  /// every kernel set and thread count.
  ///
  /// - Precondition: `K` is a multiple of 32, the goal is of that `K`.
  public func fit(_ weights: FloatBuffer, rowCount: Int, goal: RoundingGoal) -> FloatBuffer {
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
        unsafe gc_panel_product(
          kernels.functions, factor.pointer(next, block), columns.pointer(next, 0),
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
