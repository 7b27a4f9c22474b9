package import Inference
import Kernels
import Synchronization

/// Runs the texts of all requests, those that fit together in one batch.
///
/// One thread runs the batches of all models. Short and long texts wait in two lanes, whose batches take turns.
/// After each layer of a long batch one batch of short texts is run if any wait: a short text waits for a layer and
/// a short batch at most, and a long one is a layer further after each. Vectors of quantised models are bit for bit what
/// they are alone.
package final class BatchEngine: Sendable {
  package let options: BatchOptions
  private let core: Core
  private let lastRequest = Atomic<UInt64>(0)

  /// How a batch is run: with whether it is between layers of another one of the same model, and what to call
  /// between its own.
  package typealias Runner =
    @Sendable (Batch, Bool, (() -> Void)?) ->
    [Result<TextEmbedding, InferenceError>]

  /// An engine whose batches are run by their models, or by `runner` instead.
  package init(
    options: BatchOptions = BatchOptions(), runner: @escaping Runner = BatchEngine.runModel
  ) {
    self.options = options
    core = Core(options: options, runner: runner)
  }

  deinit { stop() }

  /// Runs the model of a batch.
  package static let runModel: Runner = { batch, isInterlude, betweenLayers in
    batch.model.results(
      of: batch.requests, outputs: batch.outputs, isInterlude: isInterlude,
      betweenLayers: betweenLayers)
  }

  /// What the model makes of sequences, in their order; bit for bit what it makes of each alone.
  ///
  /// - Throws: `ServingError.overloaded` if no more may wait, `.invalid` if there are more sequences than
  ///   may ever wait, `.timedOut` if none of them was begun in time, `.cancelled` with the task, `.stopping`.
  package func outputs(
    of sequences: [VectorRun.TokenSequence], _ run: VectorRun, from connection: ConnectionID
  ) async throws(ServingError) -> [Result<VectorRun.Output, InferenceError>] {
    guard !sequences.isEmpty else { return [] }
    let id = RequestID(lastRequest.add(1, ordering: .relaxed).newValue)
    let finished = try await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        core.add(sequences, run, as: id, from: connection) { continuation.resume(returning: $0) }
        // The handler may have come too early to find the request.
        if Task.isCancelled { core.cancel(id) }
      }
    } onCancel: {
      core.cancel(id)
    }.get()
    RequestRecord.current?.add(finished)
    return finished.results
  }

  /// Refuses new requests; what has been queued is finished.
  package func stop() { core.stop() }

  /// What is queued and what has been counted.
  package var state: State { core.state }

  /// What the engine has to do, and what it has done.
  package struct State: Sendable {
    /// How many texts wait in each lane.
    package let waiting: [BatchLane: Int]
    package let figures: BatchFigures
  }
}

/// What the engine and its thread share.
private final class Core: Sendable {
  private let monitor: Monitor<State>
  private let options: BatchOptions
  private let runner: BatchEngine.Runner

  private struct State: Sendable {
    var queue: BatchQueue
    var isStarted = false
    var isStopping = false
  }

  private enum Step: Sendable {
    case run(Batch)
    case tell([BatchQueue.Delivery])
    case end
  }

  init(options: BatchOptions, runner: @escaping BatchEngine.Runner) {
    self.options = options
    self.runner = runner
    monitor = Monitor(State(queue: BatchQueue(options: options)))
  }

  var state: BatchEngine.State {
    monitor.withLock { state in
      BatchEngine.State(
        waiting: [
          .short: state.queue.count(in: .short), .long: state.queue.count(in: .long),
        ], figures: state.queue.figures)
    }
  }

  func add(
    _ sequences: [VectorRun.TokenSequence], _ run: VectorRun, as id: RequestID,
    from connection: ConnectionID, deliver: @escaping BatchQueue.Delivery
  ) {
    let refusal = monitor.withLock { state -> ServingError? in
      guard !state.isStopping else { return .stopping }
      do throws(ServingError) {
        try start(&state)
        try state.queue.add(
          sequences, run, as: id, from: connection, at: .now, deliver: deliver)
        return nil
      } catch {
        return error
      }
    }
    if let refusal { deliver(.failure(refusal)) } else { monitor.signal() }
  }

  func cancel(_ id: RequestID) {
    monitor.withLock { $0.queue.remove(id) }?(.failure(.cancelled))
  }

  func stop() {
    monitor.withLock { $0.isStopping = true }
    monitor.signal()
  }

  /// A system that has no thread to give may have one for the next request.
  private func start(_ state: inout State) throws(ServingError) {
    guard !state.isStarted else { return }
    do throws(KernelError) {
      try StartedThread { self.runBatches() }.detach()
    } catch {
      throw .overloaded(retryAfter: 1)
    }
    state.isStarted = true
  }

  private func runBatches() {
    while true {
      switch monitor.wait(for: { nextStep(&$0) }) {
      case .run(let batch): run(batch)
      case .tell(let deliveries): tell(deliveries)
      case .end: return
      }
    }
  }

  private func nextStep(_ state: inout State) -> Step? {
    let time = BatchQueue.Time.now
    let expired = state.queue.removeExpired(at: time)
    if !expired.isEmpty { return .tell(expired) }
    if let batch = state.queue.next(at: time) { return .run(batch) }
    return state.isStopping ? .end : nil
  }

  private func tell(_ expired: [BatchQueue.Delivery]) {
    let seconds = Int(options.timeout.components.seconds)
    for deliver in expired { deliver(.failure(.timedOut(seconds: seconds))) }
  }

  private func run(_ batch: Batch) {
    let begin = BatchQueue.Time.now
    var tokenCount = batch.tokenCount
    let results = runner(
      batch, false,
      batch.lane == .short ? nil : { tokenCount += self.runInterlude(of: batch) })
    finish(batch, results, tokenCount, since: begin)
  }

  /// Runs short texts that wait, and says how many tokens they had.
  private func runInterlude(of long: Batch) -> Int {
    let (expired, next) = monitor.withLock { state in
      let time = BatchQueue.Time.now
      return (state.queue.removeExpired(at: time), state.queue.nextInterlude(at: time))
    }
    tell(expired)
    guard let batch = next else { return 0 }
    let results = runner(batch, batch.model === long.model, nil)
    finish(batch, results)
    return batch.tokenCount
  }

  /// With the tokens that were computed since a time, unless the time is that of others too.
  private func finish(
    _ batch: Batch, _ results: [Result<TextEmbedding, InferenceError>], _ tokenCount: Int = 0,
    since begin: BatchQueue.Time? = nil
  ) {
    let time = BatchQueue.Time.now
    let finished = monitor.withLock { state in
      if let begin { state.queue.note(tokenCount: tokenCount, in: time - begin) }
      return state.queue.finish(batch, results, at: time)
    }
    for (deliver, request) in finished { deliver(.success(request)) }
  }
}
