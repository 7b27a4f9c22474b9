public import Base
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

/// Values as they are: copied, transposed, rounded to binary16, summed.
extension Compute {
  /// Rounds the values in `range` to binary16, into the same places of `output`.
  public func narrow(_ values: FloatBuffer, range: Range<Int>, into output: AlignedBuffer) {
    precondition(range.upperBound <= values.count && range.upperBound * 2 <= output.byteCount)
    unsafe gc_narrow_binary16(
      values.pointer + range.lowerBound, range.count,
      output.baseAddress.assumingMemoryBound(to: UInt16.self) + range.lowerBound)
  }

  /// Transposes `values` `[rows, columns]` into `output` `[columns, rows]`.
  public func transpose(
    _ values: FloatBuffer, rowCount: Int, columnCount: Int, into output: FloatBuffer
  ) {
    precondition(rowCount * columnCount <= min(values.count, output.count))
    unsafe gc_transpose(values.pointer, Int32(rowCount), Int32(columnCount), output.pointer)
  }

  /// The index of the first value in `range` that is NaN or infinite.
  public func firstNotFinite(_ values: FloatBuffer, range: Range<Int>) -> Int? {
    precondition(range.lowerBound >= 0 && range.upperBound <= values.count)
    let index = unsafe gc_first_not_finite(values.pointer + range.lowerBound, range.count)
    return index < range.count ? range.lowerBound + index : nil
  }

  /// Adds the `rows` of `x` `[rows, width]`, each times its weight if there are weights, to `sums`.
  public static func addRows(
    _ x: FloatBuffer, rows: Range<Int>, weights: [Float]? = nil, to sums: inout [Double]
  ) {
    let width = sums.count
    precondition(rows.lowerBound >= 0 && rows.upperBound * width <= x.count)
    precondition(weights.map { $0.count == rows.count } ?? true)
    let first = unsafe x.pointer + rows.lowerBound * width
    unsafe sums.withUnsafeMutableBufferPointer { sums in
      guard let target = sums.baseAddress else { return }
      guard let weights else {
        return unsafe gc_add_rows(first, nil, Int32(rows.count), Int32(width), target)
      }
      unsafe weights.withUnsafeBufferPointer { weights in
        unsafe gc_add_rows(first, weights.baseAddress, Int32(rows.count), Int32(width), target)
      }
    }
  }
}

extension FloatBuffer {
  /// The memory of the values in `range`, for whoever fills it.
  public func withUnsafeMutableValues<Result, Failure: Error>(
    _ range: Range<Int>,
    _ body: (UnsafeMutableBufferPointer<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    return try unsafe body(
      UnsafeMutableBufferPointer(start: pointer + range.lowerBound, count: range.count))
  }
}
