import Kernels
import Synchronization
import Testing

/// What threads at once report.
private final class Reports: Sendable {
  let cores = Mutex([Int: [Int]]())
  let started = Atomic<Int>(0)
}

struct CoreThreadsTests {
  @Test func `all indices run at once, each on a thread of its own`() throws {
    let reports = Reports()
    try CoreThreads.run(3, on: []) { index in
      reports.started.add(1, ordering: .acquiringAndReleasing)
      // Ends only if no thread has two of them.
      while reports.started.load(ordering: .acquiring) < 3 {}
      reports.cores.withLock { $0[index] = CoreThreads.cores }
    }
    #expect(reports.cores.withLock { $0.keys.sorted() } == [0, 1, 2])
    #expect(reports.cores.withLock { $0.values.allSatisfy { $0 == CoreThreads.cores } })
  }

  @Test func `groups take the cores in turn, and the first again where there are too few`() {
    let cores = CoreThreads.cores
    guard !cores.isEmpty else { return #expect(CoreThreads.groups(2, threadCount: 1).isEmpty) }
    #expect(CoreThreads.groups(cores.count, threadCount: 1) == cores.map { [$0] })
    #expect(CoreThreads.groups(2, threadCount: cores.count) == [cores, cores])
    #expect(CoreThreads.groups(cores.count + 1, threadCount: 1).last == [cores[0]])
    #expect(CoreThreads.groups(1, threadCount: 3 * cores.count) == [cores])
  }

  #if os(Linux)
    @Test func `a thread stays on its cores, and the caller keeps all of its own`() throws {
      let before = CoreThreads.cores
      let groups = CoreThreads.groups(before.count, threadCount: 1)
      let reports = Reports()
      try CoreThreads.run(groups.count, on: groups) { index in
        reports.cores.withLock { $0[index] = CoreThreads.cores }
      }
      for (index, group) in groups.enumerated() {
        #expect(reports.cores.withLock { $0[index] } == group)
      }
      #expect(CoreThreads.cores == before)
    }

    @Test func `cores that are not there are an error, and nothing is run`() throws {
      let before = CoreThreads.cores
      let reports = Reports()
      #expect(throws: KernelError.self) {
        try CoreThreads.run(2, on: [before, [1023]]) { _ in
          reports.started.add(1, ordering: .relaxed)
        }
      }
      #expect(reports.started.load(ordering: .relaxed) == 0)
      #expect(CoreThreads.cores == before)
    }
  #endif

  @Test func `a refusal of the system is told with what was tried`() {
    let error = KernelError.thread(operation: "start a thread", reason: "out of them")
    #expect(error.description == "cannot start a thread: out of them")
  }
}
