import Base
import CKernels
import Synchronization

/// A fixed set of threads that share the tasks of one call at a time.
///
/// Tasks are taken from a counter, so which thread runs a task is left to chance; no kernel's
/// result depends on it. Between calls a worker spins for some microseconds and then parks.
package final class WorkerPool: Sendable {
  /// How many threads work on a call, the caller's included.
  package let threadCount: Int

  private let shared: SharedWork
  private let recorder: TaskRecorder?

  /// Starts `threadCount - 1` threads, or none if a recorder is to measure all tasks.
  ///
  /// - Precondition: `threadCount` is at least 1.
  package init(threadCount: Int, recorder: TaskRecorder? = nil) {
    precondition(threadCount >= 1)
    self.threadCount = threadCount
    self.recorder = recorder
    shared = SharedWork()
    guard recorder == nil else { return }
    do throws(KernelError) {
      for _ in 1..<max(threadCount, 1) { try SharedWork.startWorker(of: shared) }
    } catch {
      // What a thread that cannot be started would do, the others do.
    }
  }

  deinit { shared.stop() }

  /// Calls `body` once for every index below `count`, on all threads, and returns when all are
  /// done.
  ///
  /// Calls from several threads run one after the other; `body` does not call `run` itself.
  package func run(
    _ count: Int, _ step: @autoclosure () -> TaskStep = TaskStep("other"), _ body: (Int) -> Void
  ) {
    if let recorder { return recorder.run(count, step(), body) }
    guard threadCount > 1, count > 1 else {
      for index in 0..<count { body(index) }
      return
    }
    shared.run(count, body)
  }
}

/// What the threads of a pool share: the work in hand, and the parking place.
@safe private final class SharedWork: @unchecked Sendable {
  // Safety: `body` and `count` are written only while `isOpen` is false and `active` is zero, and
  // read only between raising `active` and lowering it after `isOpen` was seen true. Both flags
  // are sequentially consistent, so one side always sees the other.
  private var body: ((Int) -> Void)?
  private var count = 0

  private let next = Atomic<Int>(0)
  private let active = Atomic<Int>(0)
  private let isOpen = Atomic<Bool>(false)
  private let generation = Atomic<Int>(0)
  private let parked = Atomic<Int>(0)
  private let isAwaited = Atomic<Bool>(false)
  private let isStopped = Atomic<Bool>(false)

  private let callers = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let wake = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let done = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  private static let spinCount = 4000

  init() {
    unsafe pthread_mutex_init(callers, nil)
    unsafe pthread_mutex_init(lock, nil)
    unsafe pthread_cond_init(wake, nil)
    unsafe pthread_cond_init(done, nil)
  }

  deinit {
    unsafe pthread_mutex_destroy(callers)
    unsafe pthread_mutex_destroy(lock)
    unsafe pthread_cond_destroy(wake)
    unsafe pthread_cond_destroy(done)
    unsafe callers.deallocate()
    unsafe lock.deallocate()
    unsafe wake.deallocate()
    unsafe done.deallocate()
  }

  /// Starts a thread that takes part until the pool is gone.
  ///
  /// - Throws: `KernelError.thread`.
  static func startWorker(of work: SharedWork) throws(KernelError) {
    try StartedThread {
      var seen = 0
      while work.waitForWork(after: &seen) { work.takePart() }
    }.detach()
  }

  func run(_ count: Int, _ body: (Int) -> Void) {
    unsafe pthread_mutex_lock(callers)
    defer { unsafe pthread_mutex_unlock(callers) }
    withoutActuallyEscaping(body) { body in
      self.body = body
      self.count = count
      next.store(0, ordering: .relaxed)
      isOpen.store(true, ordering: .sequentiallyConsistent)
      generation.add(1, ordering: .sequentiallyConsistent)
      if parked.load(ordering: .sequentiallyConsistent) > 0 {
        unsafe pthread_mutex_lock(lock)
        unsafe pthread_cond_broadcast(wake)
        unsafe pthread_mutex_unlock(lock)
      }
      takeTasks(body, count)
      isOpen.store(false, ordering: .sequentiallyConsistent)
      waitForWorkers()
      self.body = nil
    }
  }

  func stop() {
    isStopped.store(true, ordering: .sequentiallyConsistent)
    generation.add(1, ordering: .sequentiallyConsistent)
    unsafe pthread_mutex_lock(lock)
    unsafe pthread_cond_broadcast(wake)
    unsafe pthread_mutex_unlock(lock)
  }

  private func takePart() {
    active.add(1, ordering: .sequentiallyConsistent)
    if isOpen.load(ordering: .sequentiallyConsistent), let body { takeTasks(body, count) }
    let left = active.subtract(1, ordering: .sequentiallyConsistent).newValue
    if left == 0, isAwaited.load(ordering: .sequentiallyConsistent) {
      unsafe pthread_mutex_lock(lock)
      unsafe pthread_cond_signal(done)
      unsafe pthread_mutex_unlock(lock)
    }
  }

  /// Spins, then sleeps, until no worker is at work.
  ///
  /// Where another process holds a worker's core, sleeping frees this one, and the system moves the
  /// worker here at once; spinning on would wait for the other process's time slice to end.
  private func waitForWorkers() {
    for _ in 0..<SharedWork.spinCount {
      if active.load(ordering: .acquiring) == 0 { break }
      gc_spin_pause()
    }
    if active.load(ordering: .sequentiallyConsistent) != 0 {
      unsafe pthread_mutex_lock(lock)
      isAwaited.store(true, ordering: .sequentiallyConsistent)
      while active.load(ordering: .sequentiallyConsistent) != 0 {
        unsafe pthread_cond_wait(done, lock)
      }
      isAwaited.store(false, ordering: .sequentiallyConsistent)
      unsafe pthread_mutex_unlock(lock)
    }
  }

  private func takeTasks(_ body: (Int) -> Void, _ count: Int) {
    while true {
      let index = next.add(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      body(index)
    }
  }

  /// Spins, then sleeps, until there is a new generation; false when the pool is gone.
  private func waitForWork(after seen: inout Int) -> Bool {
    for _ in 0..<SharedWork.spinCount where generation.load(ordering: .acquiring) == seen {
      gc_spin_pause()
    }
    if generation.load(ordering: .sequentiallyConsistent) == seen {
      unsafe pthread_mutex_lock(lock)
      parked.add(1, ordering: .sequentiallyConsistent)
      while generation.load(ordering: .sequentiallyConsistent) == seen {
        unsafe pthread_cond_wait(wake, lock)
      }
      parked.subtract(1, ordering: .sequentiallyConsistent)
      unsafe pthread_mutex_unlock(lock)
    }
    seen = generation.load(ordering: .sequentiallyConsistent)
    return !isStopped.load(ordering: .sequentiallyConsistent)
  }
}

extension WorkerPool {
  /// The cores this process may use: its affinity mask, capped by its control group's quota.
  package static var usableCoreCount: Int {
    var count = Int(gc_affinity_count())
    if count < 1 { count = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
    #if os(Linux)
      count = min(count, controlGroupCoreCount ?? count)
    #endif
    return max(1, count)
  }

  #if os(Linux)
    /// The whole cores of the control group's quota (`cpu.max`: quota and period in microseconds).
    private static var controlGroupCoreCount: Int? {
      guard let file = unsafe fopen("/sys/fs/cgroup/cpu.max", "r") else { return nil }
      defer { unsafe fclose(file) }
      var line = [CChar](repeating: 0, count: 64)
      guard unsafe fgets(&line, 64, file) != nil else { return nil }
      // CChar is signed or not, as the platform likes.
      let bytes = line.prefix { $0 != 0 }.map { UInt8(truncatingIfNeeded: $0) }
      let text = String(decoding: bytes, as: UTF8.self)
      let words = text.split(whereSeparator: \.isWhitespace)
      guard words.count == 2, let quota = Int(words[0]), let period = Int(words[1]), period > 0
      else { return nil }
      return max(1, quota / period)
    }
  #endif
}
