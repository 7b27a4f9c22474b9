/// Products of binary32 matrices, for weights that are not stored as integers.
///
/// The kernels have none of their own: a program that opens quantised files only needs none.
public protocol FloatProducts: Sendable {
  /// `out[m][firstOutput + n] = Σ x[m][k] · W[n][k]` for the `rows` m of `x` `[*, K]`, one matrix
  /// `[N, K]` and `out` `[*, outputCount]`.
  ///
  /// - Precondition: all rows lie inside their buffers.
  func multiply(
    _ x: FloatBuffer, rows: Range<Int>, by matrix: FloatMatrix, outputCount: Int,
    into out: FloatBuffer, threadCount: Int)
}
