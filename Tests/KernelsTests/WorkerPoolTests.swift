import Kernels
import Synchronization
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How often each index was run.
private final class Counters: Sendable {
  private let counts: Mutex<[Int]>

  init(_ count: Int) { counts = Mutex([Int](repeating: 0, count: count)) }

  func add(_ index: Int) { counts.withLock { $0[index] += 1 } }

  var values: [Int] { counts.withLock { $0 } }
}

/// Whose tasks are running.
private final class Turns: Sendable {
  /// The caller whose task came last.
  let owner = Atomic<Int>(-1)
  /// How often a task saw another caller's come in between.
  let strangers = Atomic<Int>(0)
  /// The tasks run.
  let done = Atomic<Int>(0)
}

@Suite(.serialized) struct WorkerPoolTests {
  @Test(arguments: [1, 2, 3, 8])
  func `every index is run exactly once`(threadCount: Int) {
    let pool = WorkerPool(threadCount: threadCount)
    #expect(pool.threadCount == threadCount)
    for count in [0, 1, 2, 3, 7, 8, 9, 64, 3000] {
      let counters = Counters(count)
      pool.run(count) { counters.add($0) }
      #expect(counters.values == [Int](repeating: 1, count: count))
    }
  }

  @Test(arguments: [2, 3, 8])
  func `ten thousand small runs each end with all of their work done`(threadCount: Int) {
    let pool = WorkerPool(threadCount: threadCount)
    var random = Random(seed: 0xb001)
    let total = Atomic<Int>(0)
    var expected = 0
    for _ in 0..<10_000 {
      let count = random.integer(0...6)
      pool.run(count) { total.add($0 + 1, ordering: .relaxed) }
      expected += count * (count + 1) / 2
      guard total.load(ordering: .relaxed) == expected else { break }
    }
    #expect(total.load(ordering: .relaxed) == expected)
  }

  @Test func `runs after a pause wake the parked threads`() {
    let pool = WorkerPool(threadCount: 3)
    for _ in 0..<20 {
      usleep(2000)
      let counters = Counters(50)
      pool.run(50) { counters.add($0) }
      #expect(counters.values == [Int](repeating: 1, count: 50))
    }
  }

  @Test func `work is spread over the threads`() {
    let pool = WorkerPool(threadCount: 2)
    // Each of two tasks waits for the other, so that one thread alone would never end.
    let arrived = Atomic<Int>(0)
    pool.run(2) { _ in
      arrived.add(1, ordering: .sequentiallyConsistent)
      while arrived.load(ordering: .sequentiallyConsistent) < 2 { sched_yield() }
    }
    #expect(arrived.load(ordering: .sequentiallyConsistent) == 2)
  }

  @Test func `runs from several threads go one after the other`() async {
    let pool = WorkerPool(threadCount: 3)
    let turns = Turns()
    await withTaskGroup(of: Void.self) { group in
      for caller in 0..<4 {
        group.addTask {
          for _ in 0..<300 {
            // More tasks than one, since a single task needs no pool and takes no turn.
            pool.run(5) { _ in
              turns.owner.store(caller, ordering: .sequentiallyConsistent)
              for _ in 0..<20 where turns.owner.load(ordering: .sequentiallyConsistent) != caller {
                turns.strangers.add(1, ordering: .relaxed)
              }
              turns.done.add(1, ordering: .relaxed)
            }
          }
        }
      }
    }
    #expect(turns.strangers.load(ordering: .relaxed) == 0)
    #expect(turns.done.load(ordering: .relaxed) == 4 * 300 * 5)
  }

  #if os(Linux)
    @Test func `a pool that is let go stops its threads`() {
      let before = Self.threadCount
      do {
        let pool = WorkerPool(threadCount: 65)
        pool.run(200) { _ in }
        // Tests beside this one start and stop a few threads of their own.
        #expect(Self.threadCount >= before + 40)
      }
      var left = Self.threadCount
      for _ in 0..<500 where left >= before + 40 {
        usleep(10_000)
        left = Self.threadCount
      }
      #expect(left < before + 40)
    }

    /// The threads of this process.
    private static var threadCount: Int {
      guard let folder = unsafe opendir("/proc/self/task") else { return 0 }
      defer { unsafe closedir(folder) }
      var count = 0
      while unsafe readdir(folder) != nil { count += 1 }
      return count - 2
    }
  #endif

  @Test func `the usable cores are at least one and no more than the machine has`() {
    #expect(WorkerPool.usableCoreCount >= 1)
    #expect(WorkerPool.usableCoreCount <= Int(sysconf(Int32(_SC_NPROCESSORS_CONF))))
  }
}
