import Base
import CKernels
import CQuantization
import Model
public import Kernels

/// What the correction of biases computes: the same bits on every machine.
extension Compute {
  /// `matrix · vector` of a binary32 matrix in memory, `[N, K]` or transposed `[K, N]`, summed in
  /// binary64.
  ///
  /// - Precondition: `matrix` holds a multiple of `vector.count` values.
  public static func product(
    _ matrix: FloatBuffer, isTransposed: Bool = false, _ vector: [Float]
  ) -> [Float] {
    let width = vector.count
    precondition(width > 0 && matrix.count % width == 0)
    let rowCount = matrix.count / width
    let out = FloatBuffer(count: rowCount)
    unsafe vector.withUnsafeBufferPointer { vector in
      guard let v = vector.baseAddress else { return }
      let dots = unsafe isTransposed ? gc_column_dots : gc_row_dots
      unsafe dots(matrix.pointer, Int32(rowCount), Int32(width), v, out.pointer)
    }
    return out.values(0..<rowCount)
  }

  /// `matrix · vector` of a stored matrix `[N, K]`, its rotation undone, summed in binary64.
  ///
  /// - Precondition: `vector` has `K` values.
  public static func product(_ matrix: QuantizedMatrix, _ vector: [Float]) -> [Float] {
    let layout = matrix.layout
    precondition(vector.count == layout.inputCount)
    let rowCount = layout.rowCount
    var rotated = vector
    let base = unsafe matrix.region.baseAddress
    let out = FloatBuffer(count: rowCount)
    unsafe rotated.withUnsafeMutableBufferPointer { vector in
      guard let v = vector.baseAddress else { return }
      unsafe gc_rotate_row(v, Int32(layout.inputCount), Int32(matrix.rotation))
      unsafe gc_stored_row_dots(
        base + layout.data.lowerBound,
        (base + layout.groupScales.lowerBound).assumingMemoryBound(to: UInt8.self),
        (base + layout.rowScales.lowerBound).assumingMemoryBound(to: Float.self),
        Int32(layout.encoding.bitCount), Int32(rowCount), Int32(layout.inputCount), v,
        out.pointer)
    }
    return out.values(0..<rowCount)
  }
}
