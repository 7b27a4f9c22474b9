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
