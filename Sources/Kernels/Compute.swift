/// The kernels of one set, run on one pool of threads.
///
/// Every operation works on whole rows, splits them over the threads, and returns when all is
/// written. Buffers that an operation writes must not be in use by another.
public final class Compute: Sendable {
  /// The kernel set in use.
  public let kernels: KernelSet
  /// The threads.
  public let pool: WorkerPool
  /// What multiplies binary32 weights; `nil` if none are to be multiplied.
  public let floatProducts: (any FloatProducts)?

  /// Combines a kernel set with `threadCount` threads.
  public init(
    kernels: KernelSet, threadCount: Int, floatProducts: (any FloatProducts)? = nil
  ) {
    self.kernels = kernels
    self.floatProducts = floatProducts
    pool = WorkerPool(threadCount: threadCount)
  }

  /// Runs `body` on ranges that cover `0..<rowCount`, at least `grain` rows at a time.
  package func forRows(_ rowCount: Int, grain: Int, _ body: (Range<Int32>) -> Void) {
    let chunk = max(grain, (rowCount + pool.threadCount * 4 - 1) / (pool.threadCount * 4))
    let chunkCount = (rowCount + chunk - 1) / max(chunk, 1)
    pool.run(chunkCount) { index in
      body(Int32(index * chunk)..<Int32(min(rowCount, (index + 1) * chunk)))
    }
  }
}

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
