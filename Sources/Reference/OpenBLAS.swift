import Base
package import Kernels
import Synchronization

/// Products of binary32 matrices by OpenBLAS: what the unquantised model is run with.
///
/// The library is loaded, and starts its threads, when it is first needed: a quantised model needs
/// none. OpenBLAS sums in another order on every processor, so results differ by rounding from one
/// to the next.
package struct OpenBLAS: FloatProducts {
  /// OpenBLAS has no state of its own but its number of threads.
  package init() {}

  /// Loads the library, once for the process.
  ///
  /// - Throws: `KernelError.missingLibrary`.
  package func load() throws(KernelError) { _ = try OpenBLASLibrary.shared.get() }

  /// `out[m][firstOutput + n] = Σ x[m][k] · W[n][k]` for the `rows` m of `x` `[*, K]`, one matrix
  /// `[N, K]` and `out` `[*, outputCount]`.
  ///
  /// - Precondition: all rows lie inside their buffers, and `load` has not failed.
  package func multiply(
    _ x: FloatBuffer, rows: Range<Int>, by matrix: FloatMatrix, outputCount: Int,
    into out: FloatBuffer, threadCount: Int
  ) {
    precondition(rows.lowerBound >= 0 && rows.upperBound * matrix.inputCount <= x.count)
    precondition(rows.upperBound * outputCount <= out.count)
    precondition(matrix.firstOutput + matrix.outputCount <= outputCount)
    guard case .success(let library) = OpenBLASLibrary.shared else {
      preconditionFailure("OpenBLAS is needed and could not be loaded")
    }
    library.use(threadCount)
    // Safety: the preconditions keep every row inside its buffer; the matrix checked its own size.
    let values = unsafe matrix.region.baseAddress.assumingMemoryBound(to: Float.self)
    unsafe library.multiply(
      CBLAS.rowMajor, CBLAS.asStored, matrix.isTransposed ? CBLAS.asStored : CBLAS.transposed,
      Int32(rows.count), Int32(matrix.outputCount), Int32(matrix.inputCount), 1,
      x.pointer + rows.lowerBound * matrix.inputCount, Int32(matrix.inputCount), values,
      Int32(matrix.isTransposed ? matrix.outputCount : matrix.inputCount), 0,
      out.pointer + rows.lowerBound * outputCount + matrix.firstOutput, Int32(outputCount))
  }
}

extension OpenBLAS {
  /// Lets the library start no thread when it is loaded, but when products are to have several.
  ///
  /// For a program at its start, while it has one thread: it changes the environment, which stays as it is
  /// where a user has set the variable.
  package static func startThreadsLate() { unsafe setenv("OPENBLAS_NUM_THREADS", "1", 0) }
}

/// The constants of `cblas.h`.
private enum CBLAS {
  static let rowMajor: Int32 = 101
  static let asStored: Int32 = 111
  static let transposed: Int32 = 112
}

/// The functions of the shared library that are called, by the types of `cblas.h`.
@safe private struct OpenBLASLibrary: Sendable {
  typealias Multiply =
    @convention(c) @Sendable (
      Int32, Int32, Int32, Int32, Int32, Int32, Float, UnsafePointer<Float>, Int32,
      UnsafePointer<Float>, Int32, Float, UnsafeMutablePointer<Float>, Int32
    ) -> Void

  let multiply: Multiply
  let threadCount: @convention(c) @Sendable () -> Int32
  let setThreadCount: @convention(c) @Sendable (Int32) -> Void

  /// The least number of threads that the system has refused.
  private static let refusedCount = Atomic(Int.max)
  /// For how many threads there was memory.
  private static let roomyCount = Mutex(0)
  /// What each thread maps at its first product: `BUFFER_SIZE` in OpenBLAS's `common_x86_64.h` and
  /// `common_arm64.h`.
  private static let threadByteCount = 128 << 20

  /// Lets products have `count` threads, or leaves their number where the system has no more: the library
  /// waits for ever for a thread, or for memory, that it did not get.
  ///
  /// Its number of threads is one for the whole process.
  func use(_ count: Int) {
    let current = Int(threadCount())
    OpenBLASLibrary.roomyCount.withLock { roomy in
      guard roomy == 0 else { return }
      guard OpenBLASLibrary.hasRoom(for: current) else {
        MemoryShortage.end(current * OpenBLASLibrary.threadByteCount)
      }
      roomy = current
    }
    guard count != current, count < OpenBLASLibrary.refusedCount.load(ordering: .relaxed) else {
      return
    }
    guard OpenBLASLibrary.canRun(count, after: current) else {
      return OpenBLASLibrary.refusedCount.store(count, ordering: .relaxed)
    }
    setThreadCount(Int32(count))
  }

  /// Whether the system has the threads and their memory.
  private static func canRun(_ count: Int, after current: Int) -> Bool {
    roomyCount.withLock { roomy in
      guard count > roomy else { return true }
      // Of all: the library may have mapped none yet.
      guard hasRoom(for: count) else { return false }
      do throws(KernelError) {
        try CoreThreads.run(max(0, count - current), on: []) { _ in }
      } catch {
        return false
      }
      roomy = count
      return true
    }
  }

  private static func hasRoom(for count: Int) -> Bool {
    MemoryShortage.hasRoom(for: count * threadByteCount)
  }

  static let shared = Result { () throws(KernelError) in try OpenBLASLibrary() }

  #if canImport(Darwin)
    private static let names = [
      "libopenblas.dylib", "/opt/homebrew/opt/openblas/lib/libopenblas.dylib",
      "/usr/local/opt/openblas/lib/libopenblas.dylib",
    ]
    private static let package = "brew install openblas"
  #else
    private static let names = ["libopenblas.so.0"]
    private static let package = "Debian and Ubuntu: apt-get install libopenblas0"
  #endif

  private init() throws(KernelError) {
    var reason = ""
    for name in OpenBLASLibrary.names {
      guard let handle = unsafe dlopen(name, RTLD_NOW | RTLD_LOCAL) else {
        reason = OpenBLASLibrary.lastError
        continue
      }
      guard let multiply = unsafe dlsym(handle, "cblas_sgemm"),
        let threadCount = unsafe dlsym(handle, "openblas_get_num_threads"),
        let setThreadCount = unsafe dlsym(handle, "openblas_set_num_threads")
      else {
        reason = OpenBLASLibrary.lastError
        unsafe dlclose(handle)
        continue
      }
      // Safety: these are the functions' types in cblas.h, whose blasint is int in this library.
      unsafe self.multiply = unsafeBitCast(multiply, to: Multiply.self)
      self.threadCount = unsafe unsafeBitCast(
        threadCount, to: (@convention(c) @Sendable () -> Int32).self)
      self.setThreadCount = unsafe unsafeBitCast(
        setThreadCount, to: (@convention(c) @Sendable (Int32) -> Void).self)
      return
    }
    throw .missingLibrary(name: "OpenBLAS", reason: reason, remedy: OpenBLASLibrary.package)
  }

  /// What the loader says of its last failure.
  private static var lastError: String {
    guard let text = unsafe dlerror() else { return "unknown error" }
    return unsafe String(cString: text)
  }
}
