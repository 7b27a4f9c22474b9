package import Base
package import CKernels

/// The kernels of one set, run on one pool of threads.
///
/// Every operation works on whole rows, splits them over the threads, and returns when all is
/// written. Buffers that an operation writes must not be in use by another.
package final class Compute: Sendable {
  package let kernels: KernelSet
  package let pool: WorkerPool
  /// What multiplies binary32 weights; `nil` if none are to be multiplied.
  package let floatProducts: (any FloatProducts)?

  /// Combines a kernel set with `threadCount` threads.
  package init(
    kernels: KernelSet, threadCount: Int, floatProducts: (any FloatProducts)? = nil,
    recorder: TaskRecorder? = nil
  ) {
    self.kernels = kernels
    self.floatProducts = floatProducts
    pool = WorkerPool(threadCount: threadCount, recorder: recorder)
  }

  /// Runs `body` on ranges that cover `0..<rowCount`, at least `grain` rows at a time.
  package func forRows(
    _ rowCount: Int, grain: Int, _ step: StaticString = "other", _ body: (Range<Int32>) -> Void
  ) {
    let chunk = max(grain, (rowCount + pool.threadCount * 4 - 1) / (pool.threadCount * 4))
    let chunkCount = (rowCount + chunk - 1) / max(chunk, 1)
    pool.run(chunkCount, TaskStep("\(step)")) { index in
      body(Int32(index * chunk)..<Int32(min(rowCount, (index + 1) * chunk)))
    }
  }
}

/// Products of binary32 matrices, for weights that are not stored as integers.
///
/// The kernels have none of their own: a program that opens quantised files only needs none.
package protocol FloatProducts: Sendable {
  /// Makes `multiply` ready to be called, if it is not.
  ///
  /// - Throws: `KernelError.missingLibrary` if what it needs is not on this machine.
  func load() throws(KernelError)

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
  package func narrow(_ values: FloatBuffer, range: Range<Int>, into output: AlignedBuffer) {
    precondition(range.upperBound <= values.count && range.upperBound * 2 <= output.byteCount)
    unsafe gc_narrow_binary16(
      values.pointer + range.lowerBound, range.count,
      output.baseAddress.assumingMemoryBound(to: UInt16.self) + range.lowerBound)
  }

  /// Transposes `values` `[rows, columns]` into `output` `[columns, rows]`.
  package func transpose(
    _ values: FloatBuffer, rowCount: Int, columnCount: Int, into output: FloatBuffer
  ) {
    precondition(rowCount * columnCount <= min(values.count, output.count))
    unsafe gc_transpose(values.pointer, Int32(rowCount), Int32(columnCount), output.pointer)
  }

  /// The index of the first value in `range` that is NaN or infinite.
  package func firstNotFinite(_ values: FloatBuffer, range: Range<Int>) -> Int? {
    precondition(range.lowerBound >= 0 && range.upperBound <= values.count)
    let index = unsafe gc_first_not_finite(values.pointer + range.lowerBound, range.count)
    return index < range.count ? range.lowerBound + index : nil
  }

  /// Adds the `rows` of `x` `[rows, width]`, each times its weight if there are weights, to `sums`.
  package static func addRows(
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
  package func withUnsafeMutableValues<Result, Failure: Error>(
    _ range: Range<Int>,
    _ body: (UnsafeMutableBufferPointer<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    return try unsafe body(
      UnsafeMutableBufferPointer(start: pointer + range.lowerBound, count: range.count))
  }
}

/// One implementation of every kernel, for one instruction set.
///
/// All give the same bits.
@safe package struct KernelSet: Sendable {
  // Safety: points into a constant table that lives as long as the program.
  nonisolated(unsafe) package let functions: UnsafePointer<gc_kernel_set>

  /// The set's name, as `--kernel` takes it.
  package let name: String

  private init(_ functions: UnsafePointer<gc_kernel_set>) {
    unsafe self.functions = functions
    name = unsafe String(cString: functions.pointee.name)
  }

  /// The version of the bit contract: raised when any kernel's result changes by a bit.
  package static let contractVersion = 3

  /// Every set built for this architecture, the scalar definition first.
  package static let all: [KernelSet] = {
    var count: Int32 = 0
    guard let sets = unsafe gc_kernel_sets(&count) else { return [] }
    return (0..<Int(count)).map { unsafe KernelSet(sets + $0) }
  }()

  /// The sets this processor and operating system can run, the fastest last.
  package static let available: [KernelSet] = {
    let features = gc_cpu_features()
    return all.filter { set in
      let required = unsafe set.functions.pointee.required
      return required & features == required
    }
  }()

  /// The fastest set that runs here.
  package static var best: KernelSet {
    guard let set = available.last else { preconditionFailure("the scalar set runs everywhere") }
    return set
  }

  /// The set called `name`; `auto` is the fastest that runs here.
  ///
  /// - Throws: `KernelError.unknownKernelSet`, `.unsupportedKernelSet`.
  package static func named(_ name: String) throws(KernelError) -> KernelSet {
    if name == "auto" { return best }
    guard all.contains(where: { $0.name == name }) else {
      throw .unknownKernelSet(name: name, known: all.map(\.name))
    }
    guard let set = available.first(where: { $0.name == name }) else {
      throw .unsupportedKernelSet(name: name, available: available.map(\.name))
    }
    return set
  }
}

/// What the kernels refuse before any work is done.
package enum KernelError: Error, Equatable, Sendable, CustomStringConvertible {
  /// No kernel set of this name was built for this architecture.
  case unknownKernelSet(name: String, known: [String])
  /// The kernel set exists, but this processor or operating system lacks what it needs.
  case unsupportedKernelSet(name: String, available: [String])
  /// A shared library that is loaded when it is needed is not there; `remedy` installs it.
  case missingLibrary(name: String, reason: String, remedy: String)
  /// The system refused `operation` on a thread.
  case thread(operation: String, reason: String)

  /// One line for a person.
  package var description: String {
    switch self {
    case .unknownKernelSet(let name, let known):
      "kernel '\(name)' is unknown: expected one of \((["auto"] + known).joined(separator: ", "))"
    case .unsupportedKernelSet(let name, let available):
      "kernel '\(name)' does not run on this processor: expected one of "
        + (["auto"] + available).joined(separator: ", ")
    case .missingLibrary(let name, let reason, let remedy):
      "\(name) cannot be loaded: \(reason) (\(remedy))"
    case .thread(let operation, let reason): "cannot \(operation): \(reason)"
    }
  }
}
