package import Inference

/// One text that waits for the model.
package struct BatchJob: Sendable {
  /// The request that the text is of, and which of its texts it is.
  package let request: RequestID
  package let index: Int
  package let run: VectorRun
  package let sequence: VectorRun.TokenSequence

  package init(
    request: RequestID, index: Int, run: VectorRun, sequence: VectorRun.TokenSequence
  ) {
    self.request = request
    self.index = index
    self.run = run
    self.sequence = sequence
  }

  package var tokenCount: Int { sequence.ids.count }

  /// Whether one run of a model can compute both.
  func sharesRun(with other: BatchJob) -> Bool {
    run.model === other.run.model && run.outputs == other.run.outputs
  }
}

/// One request among those that the engine has.
package struct RequestID: Hashable, Sendable {
  private let number: UInt64

  package init(_ number: UInt64) { self.number = number }
}

/// Where texts wait.
package enum BatchLane: String, CaseIterable, Sendable {
  /// Texts that overtake.
  case short
  case long
}

/// Texts that are computed together.
package struct Batch: Sendable {
  /// One at least, all of the same model and outputs.
  package let jobs: [BatchJob]
  package let lane: BatchLane

  package var model: EmbeddingModel { jobs[0].run.model }
  package var outputs: OutputKinds { jobs[0].run.outputs }
  package var tokenCount: Int { jobs.reduce(0) { $0 + $1.tokenCount } }
  package var requests: [SequenceRequest] { jobs.map { $0.run.request($0.sequence) } }
}

/// How texts share the machine.
package struct BatchOptions: Sendable {
  /// Tokens that are computed at a time; a longer text is taken alone.
  package var maximumTokenCount = 512
  /// The most tokens of a text that overtakes longer ones.
  package var shortTokenCount = 64
  /// The most texts that may wait.
  package var maximumQueueCount = 4096
  /// How long a request may wait for its first text to be begun.
  package var timeout = Duration.seconds(60)

  /// The most texts of a request that may take one of the last places.
  static let fewTexts = 16

  /// The most texts of one request: an eighth of the places is kept for requests of few.
  package var maximumRequestCount: Int { maximumQueueCount - maximumQueueCount / 8 }

  package init() {}
}
