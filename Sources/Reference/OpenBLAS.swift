import Base
import COpenBLAS
package import Kernels

/// Products of binary32 matrices by OpenBLAS: what the unquantised model is run with.
///
/// OpenBLAS sums in another order on every processor, so results differ by rounding from one to the
/// next.
package struct OpenBLAS: FloatProducts {
  /// OpenBLAS has no state of its own but its number of threads.
  package init() {}

  /// `out[m][firstOutput + n] = Σ x[m][k] · W[n][k]` for the `rows` m of `x` `[*, K]`, one matrix
  /// `[N, K]` and `out` `[*, outputCount]`.
  ///
  /// - Precondition: all rows lie inside their buffers.
  package func multiply(
    _ x: FloatBuffer, rows: Range<Int>, by matrix: FloatMatrix, outputCount: Int,
    into out: FloatBuffer, threadCount: Int
  ) {
    precondition(rows.lowerBound >= 0 && rows.upperBound * matrix.inputCount <= x.count)
    precondition(rows.upperBound * outputCount <= out.count)
    precondition(matrix.firstOutput + matrix.outputCount <= outputCount)
    // The library's thread count is one for the whole process.
    if openblas_get_num_threads() != Int32(threadCount) {
      openblas_set_num_threads(Int32(threadCount))
    }
    // Safety: the preconditions keep every row inside its buffer; the matrix checked its own size.
    let values = unsafe matrix.region.baseAddress.assumingMemoryBound(to: Float.self)
    unsafe cblas_sgemm(
      CblasRowMajor, CblasNoTrans, matrix.isTransposed ? CblasNoTrans : CblasTrans,
      blasint(rows.count), blasint(matrix.outputCount), blasint(matrix.inputCount), 1,
      x.pointer + rows.lowerBound * matrix.inputCount, blasint(matrix.inputCount), values,
      blasint(matrix.isTransposed ? matrix.outputCount : matrix.inputCount), 0,
      out.pointer + rows.lowerBound * outputCount + matrix.firstOutput, blasint(outputCount))
  }
}
