import CKernels

/// A binary32 matrix `[rows, columns]` in panels of 32 columns.
///
/// Element (r, c) lies in panel `c / 32` at row r. The last panel is padded with columns of zeros.
public struct PanelMatrix: Sendable {
  /// Columns of a panel, and rows of a block.
  public static let width = Int(GC_PANEL)

  /// Rows.
  public let rowCount: Int
  /// Columns, the padding not counted.
  public let columnCount: Int
  /// Panels.
  public let panelCount: Int

  let values: FloatBuffer

  /// A matrix of zeros.
  public init(rowCount: Int, columnCount: Int) {
    self.rowCount = rowCount
    self.columnCount = columnCount
    panelCount = (columnCount + PanelMatrix.width - 1) / PanelMatrix.width
    values = FloatBuffer(count: panelCount * rowCount * PanelMatrix.width)
  }

  /// One element.
  public subscript(row: Int, column: Int) -> Float {
    get { unsafe pointer(row, column / PanelMatrix.width)[column % PanelMatrix.width] }
    nonmutating set {
      unsafe pointer(row, column / PanelMatrix.width)[column % PanelMatrix.width] = newValue
    }
  }

  /// The same elements in memory of their own.
  public func copy() -> PanelMatrix {
    let copy = PanelMatrix(rowCount: rowCount, columnCount: columnCount)
    unsafe copy.values.pointer.update(from: values.pointer, count: values.count)
    return copy
  }

  /// Sets every element to zero.
  public func clear() { unsafe values.pointer.update(repeating: 0, count: values.count) }

  /// The first of the 32 values of a row in a panel.
  @unsafe func pointer(_ row: Int, _ panel: Int) -> UnsafeMutablePointer<Float> {
    precondition(row >= 0 && row < rowCount && panel >= 0 && panel < panelCount)
    return unsafe values.pointer + (panel * rowCount + row) * PanelMatrix.width
  }
}
