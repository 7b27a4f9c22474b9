import Base
import CrestFormat
import Hashing
import Inference
import Kernels
import Model
import Synchronization

/// Measures several models over one mapped file, each with threads of its own, on the same batch.
struct ReplicaBenchmark {
  let benchmark: Benchmark
  let replicaCount: Int
  /// How one replica runs.
  let options: RuntimeOptions
  /// The cores of each replica's threads; empty where the system does not keep threads on cores.
  let cores: [[Int]]

  private let file: ModelFile

  init(_ benchmark: Benchmark, path: String, replicaCount: Int, options: RuntimeOptions) {
    self.benchmark = benchmark
    self.replicaCount = replicaCount
    self.options = options
    file = .crest(path: path)
    cores = CoreThreads.groups(replicaCount, threadCount: options.threadCount)
  }

  /// Runs one replica alone, then all at once.
  ///
  /// - Throws: what opening and running throw, `KernelError.thread`, and `CommandLineError.model` if
  ///   vectors are not finite, or not the same bits in every repetition and replica.
  func run() throws -> ReplicaResult {
    try MissingFile.check(file.path)
    let crest = try CrestFile(path: file.path)
    let alone = try run(crest, count: 1)
    let together = try run(crest, count: replicaCount)
    let checksum = alone.replicas[0].vectorChecksum
    if let index = together.replicas.firstIndex(where: { $0.vectorChecksum != checksum }) {
      throw CommandLineError.model(
        path: file.path,
        reason: "replica \(index + 1): expected the same bits as one replica alone, found others")
    }
    return ReplicaResult(
      fileByteCount: crest.mapping.byteCount, alone: alone, together: together, peak: PeakMemory())
  }

  private func run(_ crest: CrestFile, count: Int) throws -> ReplicaRun {
    let work = ReplicaWork(count: count)
    try CoreThreads.run(count, on: Array(cores.prefix(count))) { index in
      do {
        let model = try EmbeddingModel(file: crest, options: options)
        try benchmark.embedShortText(model)
        let sequences = benchmark.randomTokens(below: model.configuration.vocabularySize)
        let vectors = try model.embed(tokens: sequences)
        try benchmark.checkFinite(vectors, of: file)
        work.meet()
        let latencies = try latencies(of: model, sequences, expecting: vectors, work)
        work.meet()
        // While all models are open.
        if index == 0 { work.measureMemory() }
        withExtendedLifetime(model) { work.meet() }
        work.finish(
          index,
          ReplicaRun.Replica(
            latencies: latencies.sorted(), tokenCount: sequences.reduce(0) { $0 + $1.count },
            vectorChecksum: benchmark.checksum(vectors)))
      } catch {
        work.fail(error)
      }
    }
    return try work.result()
  }

  /// The times of the repetitions that have begun within `seconds`.
  ///
  /// Goes on, without counting, until every replica has them: none is alone while it counts.
  private func latencies(
    of model: EmbeddingModel, _ sequences: [[Int32]], expecting vectors: [[Float]],
    _ work: ReplicaWork
  ) throws -> [Duration] {
    let clock = ContinuousClock()
    var latencies: [Duration] = []
    var isCounting = true
    let begin = clock.now
    repeat {
      let before = clock.now
      let again = try model.embed(tokens: sequences)
      let now = clock.now
      try benchmark.checkEqual(again, vectors, of: file)
      guard isCounting else { continue }
      latencies.append(now - before)
      if (now - begin).seconds >= benchmark.seconds {
        isCounting = false
        work.stopCounting()
      }
    } while work.isCounting
    return latencies
  }
}

/// What replicas that run at once tell each other.
private final class ReplicaWork: Sendable {
  private let count: Int
  private let arrivals = Atomic<Int>(0)
  private let counting: Atomic<Int>
  private let isBroken = Atomic<Bool>(false)
  private let state: Mutex<State>

  private struct State {
    var replicas: [ReplicaRun.Replica?]
    var memory: ResidentMemory?
    var error: (any Error)?
  }

  init(count: Int) {
    self.count = count
    counting = Atomic(count)
    state = Mutex(State(replicas: Array(repeating: nil, count: count)))
  }

  /// Returns when all have called it as often, or one has failed.
  func meet() {
    let meeting = arrivals.add(1, ordering: .acquiringAndReleasing).oldValue / count + 1
    while arrivals.load(ordering: .acquiring) < meeting * count,
      !isBroken.load(ordering: .acquiring)
    {
      usleep(100)
    }
  }

  /// Whether a replica still counts; false as soon as one has failed.
  var isCounting: Bool {
    counting.load(ordering: .acquiring) > 0 && !isBroken.load(ordering: .acquiring)
  }

  func stopCounting() { counting.subtract(1, ordering: .acquiringAndReleasing) }

  func measureMemory() { state.withLock { $0.memory = ResidentMemory() } }

  func finish(_ index: Int, _ replica: ReplicaRun.Replica) {
    state.withLock { $0.replicas[index] = replica }
  }

  func fail(_ error: any Error) {
    state.withLock { if $0.error == nil { $0.error = error } }
    isBroken.store(true, ordering: .releasing)
  }

  func result() throws -> ReplicaRun {
    try state.withLock { state in
      if let error = state.error { throw error }
      return ReplicaRun(replicas: state.replicas.compactMap { $0 }, memory: state.memory)
    }
  }
}
