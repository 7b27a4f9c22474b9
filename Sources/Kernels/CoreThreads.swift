import Base
import CKernels
import Synchronization

/// Threads that stay on cores of their own, where the system lets a thread choose.
package enum CoreThreads {
  /// The cores this process may use, ascending; empty where the system does not say.
  package static var cores: [Int] {
    var cores = [Int32](repeating: 0, count: max(0, Int(gc_affinity_count())))
    let count = unsafe gc_affinity_cores(&cores, Int32(cores.count))
    return cores.prefix(Int(count)).map { Int($0) }
  }

  /// The cores of each of `groupCount` groups of `threadCount` threads, one group after the other.
  ///
  /// Where there are too few, the first are given out again. Empty if the system names no cores.
  package static func groups(_ groupCount: Int, threadCount: Int) -> [[Int]] {
    let cores = cores
    guard !cores.isEmpty else { return [] }
    return (0..<groupCount).map { group in
      Set((0..<threadCount).map { cores[(group * threadCount + $0) % cores.count] }).sorted()
    }
  }

  /// Calls `body` with every index below `count`, all at once, each on a new thread; returns when all
  /// have ended.
  ///
  /// The thread `index`, and whichever it starts, stays on the cores `groups[index]`, or is free if
  /// there are no groups.
  ///
  /// - Throws: `KernelError.thread` if a thread cannot be started or kept on its cores; `body` has not
  ///   been called then.
  package static func run(
    _ count: Int, on groups: [[Int]], _ body: @escaping @Sendable (Int) -> Void
  ) throws(KernelError) {
    precondition(groups.isEmpty || groups.count == count)
    let gate = Gate()
    var threads: [StartedThread] = []
    var failure: KernelError?
    let own = cores
    // Locked until all are there, as bodies may wait for each other.
    gate.isOpen.withLock { isOpen in
      do throws(KernelError) {
        for index in 0..<count {
          // A new thread has the cores of the one that starts it.
          if !groups.isEmpty { try stay(on: groups[index]) }
          threads.append(
            try StartedThread { if gate.isOpen.withLock({ $0 }) { body(index) } })
        }
        isOpen = true
      } catch {
        failure = error
      }
      do throws(KernelError) {
        if !groups.isEmpty { try stay(on: own) }
      } catch {
        isOpen = false
        failure = failure ?? error
      }
    }
    for thread in threads { thread.join() }
    if let failure { throw failure }
  }

  private static func stay(on cores: [Int]) throws(KernelError) {
    let numbers = cores.map { Int32($0) }
    guard unsafe gc_pin_thread(numbers, Int32(numbers.count)) == 0 else {
      let reason = unsafe String(cString: strerror(errno))
      throw .thread(operation: "keep a thread on its cores", reason: reason)
    }
  }
}

/// Whether threads that wait for its lock may go on.
private final class Gate: Sendable {
  let isOpen = Mutex(false)
}

/// A thread that has been started and is to be joined.
@safe private struct StartedThread {
  private final class Body: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  // Some systems give 128 KB only, too little for a whole model.
  private static let stackByteCount = 8 << 20

  #if os(Linux)
    private let thread: pthread_t
  #else
    // Safety: a handle that is only given back to `pthread_join`.
    private let thread: pthread_t?
  #endif

  init(_ run: @escaping @Sendable () -> Void) throws(KernelError) {
    let context = unsafe Unmanaged.passRetained(Body(run)).toOpaque()
    var attributes = pthread_attr_t()
    unsafe pthread_attr_init(&attributes)
    unsafe pthread_attr_setstacksize(&attributes, StartedThread.stackByteCount)
    defer { unsafe pthread_attr_destroy(&attributes) }
    #if os(Linux)
      var thread = pthread_t()
      let code = unsafe pthread_create(
        &thread, &attributes,
        { context in
          if let context = unsafe context { unsafe StartedThread.run(context) }
          return nil
        }, context)
    #else
      var thread: pthread_t?
      let code = unsafe pthread_create(
        &thread, &attributes,
        { context in
          unsafe StartedThread.run(context)
          return nil
        }, context)
    #endif
    guard code == 0 else {
      unsafe Unmanaged<Body>.fromOpaque(context).release()
      throw .thread(operation: "start a thread", reason: unsafe String(cString: strerror(code)))
    }
    #if os(Linux)
      self.thread = thread
    #else
      unsafe self.thread = thread
    #endif
  }

  func join() {
    #if os(Linux)
      pthread_join(thread, nil)
    #else
      if let thread = unsafe thread { unsafe pthread_join(thread, nil) }
    #endif
  }

  @unsafe private static func run(_ context: UnsafeMutableRawPointer) {
    unsafe Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
  }
}
