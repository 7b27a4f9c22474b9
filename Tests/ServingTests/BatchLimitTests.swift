import Inference
import Serving
import Testing

@Suite struct BatchLimitTests {
  /// An engine with room for two texts, whose thread is busy with a text of its own.
  private struct Busy {
    let held = HeldRunner()
    let engine: BatchEngine
    let run: VectorRun
    let one: [VectorRun.TokenSequence]
    let first: Task<Int, any Error>

    init(maximumQueueCount: Int = 2) async throws {
      var options = BatchOptions()
      options.maximumQueueCount = maximumQueueCount
      let engine = BatchEngine(options: options, runner: held.runner)
      let run = try VectorRun(EngineModels.tiny())
      let one = try EngineModels.sequences(run, [8])
      self.engine = engine
      self.run = run
      self.one = one
      first = Task { try await engine.outputs(of: one, run, from: ConnectionID(0)).count }
      try await wait(for: engine) { $0.figures.textCounts.count == 1 }
    }

    /// Queues a request, and comes back when it waits.
    func queue(_ count: Int = 1) async throws -> Task<Int, any Error> {
      let before = engine.state.waitingCount
      let (engine, run) = (engine, run)
      let sequences = Array(repeating: one[0], count: count)
      let task = Task { try await engine.outputs(of: sequences, run, from: ConnectionID(1)).count }
      try await wait(for: engine) { $0.waitingCount == before + count }
      return task
    }
  }

  @Test func `a request that finds no room is refused`() async throws {
    let busy = try await Busy()
    let waiting = try await busy.queue(2)
    await #expect(throws: ServingError.overloaded(retryAfter: 1)) {
      try await busy.engine.outputs(of: busy.one, busy.run, from: ConnectionID(2))
    }
    busy.held.open()
    #expect(try await waiting.value == 2)
    #expect(try await busy.first.value == 1)
  }

  @Test func `the last places are for requests of few texts`() async throws {
    let busy = try await Busy(maximumQueueCount: 80)
    let many = try await busy.queue(70)
    await #expect(throws: ServingError.overloaded(retryAfter: 1)) {
      try await busy.engine.outputs(
        of: Array(repeating: busy.one[0], count: 17), busy.run, from: ConnectionID(2))
    }
    let few = try await busy.queue(10)
    busy.held.open()
    #expect(try await many.value == 70)
    #expect(try await few.value == 10)
  }

  @Test func `a request of more texts than may ever wait is invalid even while nothing waits`()
    async throws
  {
    var options = BatchOptions()
    options.maximumQueueCount = 2
    let engine = BatchEngine(options: options)
    let run = try VectorRun(EngineModels.tiny())
    let three = try EngineModels.sequences(run, [1, 2, 3])
    await #expect(
      throws: ServingError.invalid(field: "request", expected: "at most 2 texts", found: "3")
    ) {
      try await engine.outputs(of: three, run, from: ConnectionID(0))
    }
  }

  @Test func `a client that goes away frees its place at once`() async throws {
    let busy = try await Busy()
    let (leaving, staying) = (try await busy.queue(), try await busy.queue())
    leaving.cancel()
    await #expect(throws: ServingError.cancelled) { try await leaving.value }
    #expect(busy.engine.state.waitingCount == 1)
    let next = try await busy.queue()
    busy.held.open()
    #expect(try await staying.value == 1)
    #expect(try await next.value == 1)
  }

  @Test func `a request that is cancelled while the model runs it is told at once`() async throws {
    let busy = try await Busy()
    busy.first.cancel()
    await #expect(throws: ServingError.cancelled) { try await busy.first.value }
    busy.held.open()
    #expect(try await busy.engine.outputs(of: busy.one, busy.run, from: ConnectionID(0)).count == 1)
  }

  @Test func `a task that was cancelled before queues nothing`() async throws {
    let busy = try await Busy()
    let (engine, run, one) = (busy.engine, busy.run, busy.one)
    let task = Task {
      unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
      return try await engine.outputs(of: one, run, from: ConnectionID(1)).count
    }
    await #expect(throws: ServingError.cancelled) { try await task.value }
    #expect(busy.engine.state.waitingCount == 0)
    busy.held.open()
    #expect(try await busy.first.value == 1)
  }

  @Test func `a request whose time is up before a text of it is begun is told so`() async throws {
    var options = BatchOptions()
    options.timeout = .zero
    let engine = BatchEngine(options: options)
    let run = try VectorRun(EngineModels.tiny())
    let one = try EngineModels.sequences(run, [8])
    await #expect(throws: ServingError.timedOut(seconds: 0)) {
      try await engine.outputs(of: one, run, from: ConnectionID(0))
    }
    #expect(engine.state.waitingCount == 0)
  }

  @Test func `an engine that stops finishes what is queued and takes no more`() async throws {
    let busy = try await Busy(maximumQueueCount: 100)
    var waiting: [Task<Int, any Error>] = []
    for count in 1...8 { waiting.append(try await busy.queue(count)) }
    busy.engine.stop()
    await #expect(throws: ServingError.stopping) {
      try await busy.engine.outputs(of: busy.one, busy.run, from: ConnectionID(2))
    }
    busy.held.open()
    for (index, task) in waiting.enumerated() { #expect(try await task.value == index + 1) }
    #expect(try await busy.first.value == 1)
  }
}
