package import Inference

/// What waits for the models, what has come of it, and what is to be run next.
///
/// Times are those of the caller, so that nothing here depends on a clock.
package struct BatchQueue: Sendable {
  package typealias Time = ContinuousClock.Instant

  /// What the engine has counted so far.
  package private(set) var figures = BatchFigures()

  private let options: BatchOptions
  private var short = FairLane()
  private var long = FairLane()
  private var requests: [RequestID: Pending] = [:]
  /// The requests in the order in which they came, with when they have waited for too long.
  private var deadlines: ArraySlice<(request: RequestID, time: Time)> = []
  private var lastLane = BatchLane.long

  /// A request that is not finished.
  private struct Pending {
    let connection: ConnectionID
    let arrival: Time
    let deliver: Delivery
    var begin: Time?
    var results: [Result<VectorRun.Output, InferenceError>?]
    var missingCount: Int
  }

  package typealias Delivery = @Sendable (Result<FinishedRequest, ServingError>) -> Void

  package init(options: BatchOptions) { self.options = options }

  /// How many texts wait.
  package var count: Int { short.count + long.count }
  /// How many tokens they have.
  package var tokenCount: Int { short.tokenCount + long.tokenCount }

  /// How many texts wait in a lane.
  package func count(in lane: BatchLane) -> Int { lane == .short ? short.count : long.count }

  /// Queues a request's texts; `deliver` is called once, when all are done or there is no more hope.
  ///
  /// The last places are for requests of few texts, so that one client's many do not lock all others out.
  ///
  /// - Throws: `ServingError.overloaded` if there is no room; `.invalid` if there never is any, as a request
  ///   has more texts than may wait: whether it is taken does not depend on what others do.
  package mutating func add(
    _ sequences: [VectorRun.TokenSequence], _ run: VectorRun, as request: RequestID,
    from connection: ConnectionID, at time: Time, deliver: @escaping Delivery
  ) throws(ServingError) {
    guard sequences.count <= options.maximumRequestCount else {
      throw .invalid(
        field: "request", expected: "at most \(options.maximumRequestCount) texts",
        found: "\(sequences.count)")
    }
    let places =
      sequences.count <= BatchOptions.fewTexts
      ? options.maximumQueueCount : options.maximumRequestCount
    guard count + sequences.count <= places else {
      throw .overloaded(retryAfter: retrySeconds)
    }
    requests[request] = Pending(
      connection: connection, arrival: time, deliver: deliver,
      results: Array(repeating: nil, count: sequences.count), missingCount: sequences.count)
    deadlines.append((request, time + options.timeout))
    for (index, sequence) in sequences.enumerated() {
      let job = BatchJob(request: request, index: index, run: run, sequence: sequence)
      if job.tokenCount <= options.shortTokenCount {
        short.append(job, from: connection)
      } else {
        long.append(job, from: connection)
      }
    }
  }

  /// Forgets a request; what a batch under way makes of it is dropped.
  ///
  /// - Returns: whom to tell; `nil` if it is finished already.
  package mutating func remove(_ request: RequestID) -> Delivery? {
    guard let pending = requests.removeValue(forKey: request) else { return nil }
    short.remove(request, from: pending.connection)
    long.remove(request, from: pending.connection)
    return pending.deliver
  }

  /// Forgets the requests that have waited for too long without a text of theirs being begun.
  ///
  /// - Returns: whom to tell.
  package mutating func removeExpired(at time: Time) -> [Delivery] {
    var expired: [Delivery] = []
    while let first = deadlines.first {
      if let pending = requests[first.request], pending.begin == nil {
        guard first.time <= time else { break }
        if let delivery = remove(first.request) { expired.append(delivery) }
      }
      deadlines.removeFirst()
    }
    return expired
  }

  /// The next batch: of the lane that the last was not of, if something waits there.
  package mutating func next(at time: Time) -> Batch? {
    let lane: BatchLane =
      short.count == 0 || long.count > 0 && lastLane == .short ? .long : .short
    guard let batch = take(lane, at: time) else { return nil }
    lastLane = lane
    return batch
  }

  /// A batch of short texts, to be run between two layers of long ones.
  package mutating func nextInterlude(at time: Time) -> Batch? {
    take(.short, at: time, isInterlude: true)
  }

  private mutating func take(
    _ lane: BatchLane, at time: Time, isInterlude: Bool = false
  ) -> Batch? {
    let jobs =
      lane == .short
      ? short.take(upTo: options.maximumTokenCount) : long.take(upTo: options.maximumTokenCount)
    guard !jobs.isEmpty else { return nil }
    for job in jobs where requests[job.request]?.begin == nil {
      requests[job.request]?.begin = time
    }
    let batch = Batch(jobs: jobs, lane: lane)
    figures.add(batch, isInterlude: isInterlude)
    return batch
  }

  /// Takes what the model has made of a batch.
  ///
  /// - Returns: the requests that are finished with it, and whom to tell.
  package mutating func finish(
    _ batch: Batch, _ results: [Result<TextEmbedding, InferenceError>], at time: Time
  ) -> [(deliver: Delivery, request: FinishedRequest)] {
    precondition(results.count == batch.jobs.count, "\(results.count) of \(batch.jobs.count)")
    var finished: [(Delivery, FinishedRequest)] = []
    for (job, result) in zip(batch.jobs, results) {
      guard let missing = requests[job.request]?.missingCount else { continue }
      requests[job.request]?.results[job.index] = result.map {
        VectorRun.Output($0, of: job.sequence)
      }
      requests[job.request]?.missingCount = missing - 1
      guard missing == 1, let pending = requests.removeValue(forKey: job.request) else { continue }
      let begin = pending.begin ?? time
      finished.append(
        (
          pending.deliver,
          FinishedRequest(
            results: pending.results.compactMap(\.self), wait: begin - pending.arrival,
            inference: time - begin)
        ))
    }
    return finished
  }

  /// Notes how long tokens took, so that who finds no room learns when to come again.
  package mutating func note(tokenCount: Int, in duration: Duration) {
    figures.note(tokenCount: tokenCount, in: duration)
  }

  /// In how many seconds what waits now will be done, 1 to 60.
  private var retrySeconds: Int {
    guard let rate = figures.tokensPerSecond else { return 1 }
    return min(60, max(1, Int((Double(tokenCount) / rate).rounded(.up))))
  }
}

/// A request all of whose texts are done.
package struct FinishedRequest: Sendable {
  /// In the order of its texts.
  package let results: [Result<VectorRun.Output, InferenceError>]
  /// From when it came until its first text was begun.
  package let wait: Duration
  /// From then until its last text was done.
  package let inference: Duration
}
