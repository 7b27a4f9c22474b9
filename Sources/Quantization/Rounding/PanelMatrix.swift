import Base
import CKernels
import CQuantization
package import Kernels

/// A binary32 matrix `[rows, columns]` in panels of 32 columns.
///
/// Element (r, c) lies in panel `c / 32` at row r. The last panel is padded with columns of zeros.
package struct PanelMatrix: Sendable {
  /// Columns of a panel, and rows of a block.
  package static let width = Int(GC_PANEL)

  package let rowCount: Int
  /// Columns, the padding not counted.
  package let columnCount: Int
  package let panelCount: Int

  let values: FloatBuffer

  /// A matrix of zeros.
  package init(rowCount: Int, columnCount: Int) {
    self.rowCount = rowCount
    self.columnCount = columnCount
    panelCount = (columnCount + PanelMatrix.width - 1) / PanelMatrix.width
    values = FloatBuffer(count: panelCount * rowCount * PanelMatrix.width)
  }

  /// One element.
  package subscript(row: Int, column: Int) -> Float {
    get { unsafe pointer(row, column / PanelMatrix.width)[column % PanelMatrix.width] }
    nonmutating set {
      unsafe pointer(row, column / PanelMatrix.width)[column % PanelMatrix.width] = newValue
    }
  }

  /// The same elements in memory of their own.
  package func copy() -> PanelMatrix {
    let copy = PanelMatrix(rowCount: rowCount, columnCount: columnCount)
    unsafe copy.values.pointer.update(from: values.pointer, count: values.count)
    return copy
  }

  /// Sets every element to zero.
  package func clear() { unsafe values.pointer.update(repeating: 0, count: values.count) }

  /// The first of the 32 values of a row in a panel.
  @unsafe func pointer(_ row: Int, _ panel: Int) -> UnsafeMutablePointer<Float> {
    precondition(row >= 0 && row < rowCount && panel >= 0 && panel < panelCount)
    return unsafe values.pointer + (panel * rowCount + row) * PanelMatrix.width
  }
}

/// The algebra of calibration; the same bits for every kernel set and thread count.
extension Compute {
  /// Stores rows of `x` `[rows, width]` in a matrix of that width, each times its factor, and zeros
  /// in the rows behind them.
  package func store(
    _ x: FloatBuffer, rowCount: Int, factors: FloatBuffer? = nil, in panels: PanelMatrix
  ) {
    let width = panels.columnCount
    precondition(rowCount <= panels.rowCount && rowCount * width <= x.count)
    precondition(rowCount <= factors?.count ?? .max)
    panels.clear()
    forRows(rowCount, grain: 16) { rows in
      let first = Int(rows.lowerBound)
      unsafe gc_panel_store(
        x.pointer + first * width, Int32(rows.count), Int32(width),
        factors.map { unsafe UnsafePointer($0.pointer + first) }, panels.values.pointer,
        Int32(panels.rowCount), rows.lowerBound)
    }
  }

  /// The same of the first rows of quantised activations.
  package func store(
    _ activations: ActivationBuffer, rowCount: Int, factors: FloatBuffer? = nil,
    in panels: PanelMatrix
  ) {
    let width = panels.columnCount
    precondition(rowCount <= panels.rowCount && rowCount <= activations.scales.count)
    precondition(rowCount * width <= activations.bytes.byteCount)
    precondition(rowCount <= factors?.count ?? .max)
    panels.clear()
    let bias = unsafe kernels.functions.pointee.activation_bias
    forRows(rowCount, grain: 16) { rows in
      let first = Int(rows.lowerBound)
      unsafe gc_panel_store_bytes(
        (activations.bytes.baseAddress + first * width).assumingMemoryBound(to: UInt8.self),
        activations.scales.pointer + first, bias, Int32(rows.count), Int32(width),
        factors.map { unsafe UnsafePointer($0.pointer + first) }, panels.values.pointer,
        Int32(panels.rowCount), rows.lowerBound)
    }
  }

  /// `c += aᵀ b`, or `c -= aᵀ b`, summed over the rows in order; of a product that is symmetric only
  /// the blocks on and above the diagonal.
  ///
  /// - Precondition: `c` has a row for each of `a`'s columns, padding included.
  package func addProduct(
    _ a: PanelMatrix, _ b: PanelMatrix, subtracts: Bool = false, isSymmetric: Bool = false,
    to c: PanelMatrix
  ) {
    let width = PanelMatrix.width
    precondition(a.rowCount == b.rowCount && c.panelCount == b.panelCount)
    precondition(c.rowCount == a.panelCount * width)
    pool.run(c.panelCount) { panel in
      let last = isSymmetric ? panel : a.panelCount - 1
      for block in 0...last {
        unsafe kernels.functions.pointee.panel_product(
          a.pointer(0, block), b.pointer(0, panel),
          Int32(a.rowCount), subtracts ? 1 : 0, c.pointer(block * width, panel))
      }
    }
  }

  /// `squares += aᵀ a`, of which only the blocks on and above the diagonal, and of a second matrix `b`
  /// `cross += bᵀ a`, summed over the first `rowCount` rows in order.
  ///
  /// - Precondition: all have as many columns, a multiple of 32.
  func addProducts(
    of a: PanelMatrix, rowCount: Int, to squares: PanelMatrix,
    and second: (b: PanelMatrix, cross: PanelMatrix)? = nil
  ) {
    let (width, count) = (PanelMatrix.width, a.panelCount)
    precondition(rowCount <= a.rowCount)
    precondition(squares.panelCount == count && squares.rowCount == count * width)
    if let (b, cross) = second {
      precondition(a.rowCount == b.rowCount && b.panelCount == count)
      precondition(cross.panelCount == count && cross.rowCount == count * width)
    }
    // The panels with the most blocks begin.
    pool.run(count) { index in
      let panel = count - 1 - index
      for block in 0..<count {
        let at = block * width
        if block <= panel {
          unsafe kernels.functions.pointee.panel_product(
            a.pointer(0, block), a.pointer(0, panel), Int32(rowCount), 0,
            squares.pointer(at, panel))
        }
        if let (b, cross) = second {
          unsafe kernels.functions.pointee.panel_product(
            b.pointer(0, block), a.pointer(0, panel), Int32(rowCount), 0, cross.pointer(at, panel))
        }
      }
    }
  }

  /// Turns a symmetric matrix, of which the blocks on and above the diagonal are there, into its
  /// Cholesky factor: U above the diagonal, its transposition below, with Uᵀ U the matrix.
  ///
  /// - Returns: whether the matrix is positive definite; if not, it is left half done.
  /// - Precondition: the matrix is square with a multiple of 32 rows.
  package func factor(_ matrix: PanelMatrix) -> Bool {
    let width = PanelMatrix.width
    precondition(matrix.rowCount == matrix.panelCount * width)
    for block in 0..<matrix.panelCount {
      let first = block * width
      let diagonal = unsafe matrix.pointer(first, block)
      if block > 0 {
        unsafe kernels.functions.pointee.panel_product(
          matrix.pointer(0, block), matrix.pointer(0, block),
          Int32(first), 1, diagonal)
      }
      guard unsafe gc_panel_factor(diagonal) == 0 else { return false }
      pool.run(matrix.panelCount - block - 1) { index in
        let panel = block + 1 + index
        let target = unsafe matrix.pointer(first, panel)
        if block > 0 {
          unsafe kernels.functions.pointee.panel_product(
            matrix.pointer(0, block), matrix.pointer(0, panel),
            Int32(first), 1, target)
        }
        unsafe kernels.functions.pointee.panel_solve(diagonal, target)
      }
    }
    mirror(matrix)
    return true
  }

  /// Puts the transposition of the blocks above the diagonal of a square matrix below it.
  func mirror(_ matrix: PanelMatrix) {
    let width = PanelMatrix.width
    pool.run(matrix.panelCount) { panel in
      for block in panel + 1..<max(panel + 1, matrix.panelCount) {
        unsafe gc_transpose(
          matrix.pointer(panel * width, block), Int32(width), Int32(width),
          matrix.pointer(block * width, panel))
      }
    }
  }

  /// Rotates rows of `values` `[rows, width]` in place, times `factor`.
  package func rotate(
    _ values: FloatBuffer, rowCount: Int, width: Int, rotation: Int, factor: Float
  ) {
    precondition(width % rotation == 0 && rowCount * width <= values.count)
    forRows(rowCount, grain: 16) { rows in
      for row in rows {
        let first = unsafe values.pointer + Int(row) * width
        unsafe gc_rotate_row(first, Int32(width), Int32(rotation))
        if factor != 1 { for index in 0..<width { unsafe first[index] *= factor } }
      }
    }
  }
}
