import Inference
import Serving
import Synchronization
import Testing

@Suite struct BatchQueueTests {
  private let start = BatchQueue.Time.now

  /// A queue of batches of 100 tokens, in which texts of more than 20 are long.
  private struct Bench {
    var queue: BatchQueue
    let run: VectorRun
    private(set) var count: UInt64 = 0
    let told = Told()

    init(_ change: (inout BatchOptions) -> Void = { _ in }) throws {
      var options = BatchOptions()
      options.maximumTokenCount = 100
      options.shortTokenCount = 20
      change(&options)
      queue = BatchQueue(options: options)
      run = try VectorRun(EngineModels.hybrid())
    }

    @discardableResult
    mutating func add(
      _ counts: [Int], from connection: UInt64, outputs: OutputKinds = [],
      at time: BatchQueue.Time = .now
    ) throws -> RequestID {
      count += 1
      let (number, told) = (count, told)
      let run = try VectorRun(self.run.model, outputs: outputs)
      try queue.add(
        EngineModels.sequences(run, counts), run, as: RequestID(number),
        from: ConnectionID(connection), at: time
      ) { told.note(number, $0) }
      return RequestID(number)
    }

    /// The token counts of the next batch.
    mutating func next() -> [Int] { queue.next(at: .now)?.jobs.map(\.tokenCount) ?? [] }
  }

  /// Which requests were told what.
  private final class Told: Sendable {
    private let list = Mutex<[(UInt64, Result<FinishedRequest, ServingError>)]>([])

    func note(_ number: UInt64, _ result: Result<FinishedRequest, ServingError>) {
      list.withLock { $0.append((number, result)) }
    }

    var numbers: [UInt64] { list.withLock { $0.map(\.0) } }
    var waits: [Duration] {
      list.withLock { $0.compactMap { try? $0.1.get().wait } }
    }
  }

  @Test func `connections take turns and the texts of each keep their order`() throws {
    var bench = try Bench()
    try bench.add([11, 12, 13, 14, 15, 16], from: 1)
    try bench.add([1, 2], from: 2)
    try bench.add([3], from: 3)
    #expect(bench.next() == [11, 1, 3, 12, 2, 13, 14, 15, 16])
    #expect(bench.queue.count == 0)
    #expect(bench.queue.tokenCount == 0)
  }

  @Test func `whoever was served last waits longest`() throws {
    var bench = try Bench()
    try bench.add([40, 41, 42, 43], from: 1)
    try bench.add([50, 51], from: 2)
    #expect(bench.next() == [40, 50])
    #expect(bench.next() == [41, 51])
    #expect(bench.next() == [42, 43])
  }

  @Test func `a text that does not fit is passed over and comes first in the next batch`() throws {
    var bench = try Bench()
    try bench.add([50], from: 1)
    try bench.add([60], from: 2)
    try bench.add([30, 31], from: 3)
    #expect(bench.next() == [50, 30])
    #expect(bench.next() == [60, 31])
    #expect(bench.next() == [])
  }

  @Test func `a text that is longer than a batch is run alone`() throws {
    var bench = try Bench { $0.maximumTokenCount = 30 }
    try bench.add([64, 21], from: 1)
    #expect(bench.next() == [64])
    #expect(bench.next() == [21])
  }

  @Test func `texts with other outputs are not run together`() throws {
    var bench = try Bench()
    try bench.add([5], from: 1)
    try bench.add([6], from: 2, outputs: .sparse)
    try bench.add([7], from: 3)
    #expect(bench.next() == [5, 7])
    #expect(bench.next() == [6])
  }

  @Test func `batches of short and of long texts take turns`() throws {
    var bench = try Bench { $0.maximumTokenCount = 60 }
    try bench.add([15, 16, 17, 18, 19, 20], from: 1)
    try bench.add([50, 51, 52], from: 2)
    #expect(bench.next() == [15, 16, 17])
    #expect(bench.next() == [50])
    #expect(bench.next() == [18, 19, 20])
    #expect(bench.next() == [51])
    #expect(bench.next() == [52])
    #expect(bench.next() == [])
  }

  @Test func `only short texts are run between layers`() throws {
    var bench = try Bench()
    try bench.add([40], from: 1)
    let nothing = bench.queue.nextInterlude(at: .now)
    #expect(nothing == nil)
    try bench.add([4], from: 1)
    let batch = bench.queue.nextInterlude(at: .now)
    #expect(batch?.jobs.map(\.tokenCount) == [4])
    #expect(bench.next() == [40])
  }

  @Test func `removing a request leaves the others of its connection`() throws {
    var bench = try Bench()
    let removed = try bench.add([1, 30], from: 1)
    try bench.add([2, 31], from: 1)
    let first = bench.queue.remove(removed)
    let second = bench.queue.remove(removed)
    #expect(first != nil)
    #expect(second == nil)
    #expect(bench.queue.count == 2)
    #expect(bench.queue.tokenCount == 33)
    #expect(bench.next() == [2])
    #expect(bench.next() == [31])
  }

  @Test func `a request is finished with its last text, in the order of its texts`() throws {
    var bench = try Bench { $0.maximumTokenCount = 40 }
    try bench.add([40, 5, 39], from: 1, at: start)
    var batches: [Batch] = []
    while let batch = bench.queue.next(at: start + .seconds(2)) { batches.append(batch) }
    #expect(batches.map { $0.jobs.map(\.tokenCount) } == [[5], [40], [39]])
    for (index, batch) in batches.enumerated() {
      let results = batch.model.results(of: batch.requests, outputs: batch.outputs)
      for (deliver, request) in bench.queue.finish(batch, results, at: start + .seconds(3)) {
        #expect(index == 2)
        #expect(request.results.map { try? $0.get().tokenCount } == [40, 5, 39])
        #expect(request.inference == .seconds(1))
        deliver(.success(request))
      }
    }
    #expect(bench.told.waits == [.seconds(2)])
  }

  @Test func `what a batch makes of a request that has gone is dropped`() throws {
    var bench = try Bench()
    let gone = try bench.add([5], from: 1)
    let next = bench.queue.next(at: .now)
    let batch = try #require(next)
    _ = bench.queue.remove(gone)
    let results = batch.model.results(of: batch.requests, outputs: batch.outputs)
    #expect(bench.queue.finish(batch, results, at: .now).isEmpty)
  }

  @Test func `requests that have waited for too long leave, those that are begun stay`() throws {
    var bench = try Bench {
      $0.timeout = .seconds(10)
      $0.maximumTokenCount = 40
    }
    try bench.add([30, 31], from: 1, at: start)
    try bench.add([32], from: 2, at: start + .seconds(1))
    try bench.add([33], from: 3, at: start + .seconds(5))
    let batch = bench.queue.next(at: start + .seconds(1))
    #expect(batch?.jobs.map(\.tokenCount) == [30])
    #expect(bench.queue.removeExpired(at: start + .seconds(10)).isEmpty)
    for deliver in bench.queue.removeExpired(at: start + .seconds(11)) {
      deliver(.failure(.timedOut(seconds: 10)))
    }
    #expect(bench.told.numbers == [2])
    #expect(bench.queue.count == 2)
  }

  @Test func `who finds no room is told to come when what waits will be done`() throws {
    var bench = try Bench { $0.maximumQueueCount = 5 }
    try bench.add([50, 50, 50, 50, 50], from: 1)
    bench.queue.note(tokenCount: 200, in: .seconds(2))
    #expect(throws: ServingError.overloaded(retryAfter: 3)) { try bench.add([1], from: 2) }
    bench.queue.note(tokenCount: 0, in: .seconds(1000))
    #expect(throws: ServingError.overloaded(retryAfter: 60)) { try bench.add([1], from: 2) }
  }
}
