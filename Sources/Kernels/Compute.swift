import CKernels

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
  func forRows(_ rowCount: Int, grain: Int, _ body: (Range<Int32>) -> Void) {
    let chunk = max(grain, (rowCount + pool.threadCount * 4 - 1) / (pool.threadCount * 4))
    let chunkCount = (rowCount + chunk - 1) / max(chunk, 1)
    pool.run(chunkCount) { index in
      body(Int32(index * chunk)..<Int32(min(rowCount, (index + 1) * chunk)))
    }
  }
}
