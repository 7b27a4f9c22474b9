import Inference
import Synchronization

/// What is noted of a request while it is answered, for log and metrics.
package final class RequestRecord: Sendable {
  /// That of the request which the task answers.
  @TaskLocal package static var current: RequestRecord?

  private let stored = Mutex(Values())

  /// What has been noted; durations of several calls for one request are added up.
  package struct Values: Sendable {
    package var dialect: String?
    /// `nil` if the request did not come so far.
    package var model: String?
    /// How many texts it asks for.
    package var textCount = 0
    /// The tokens of each text that became a vector.
    package var tokenCounts: [Int] = []
    package var truncatedCount = 0
    package var tokenization = Duration.zero
    package var wait = Duration.zero
    package var inference = Duration.zero
    /// Why there are no vectors.
    package var failure: ServingError?

    package init() {}

    /// How many tokens became vectors.
    package var tokenCount: Int { tokenCounts.reduce(0, +) }
  }

  package init() {}

  package var values: Values { stored.withLock { $0 } }

  func note(dialect: String?) { stored.withLock { $0.dialect = dialect } }

  func note(textCount: Int) { stored.withLock { $0.textCount += textCount } }

  func note(tokenization: Duration) { stored.withLock { $0.tokenization += tokenization } }

  func note(failure: ServingError) { stored.withLock { $0.failure = failure } }

  func add(_ request: FinishedRequest) {
    stored.withLock {
      $0.wait += request.wait
      $0.inference += request.inference
    }
  }

  func add(_ answer: EmbeddingAnswer) {
    stored.withLock {
      $0.model = answer.model.name
      $0.tokenCounts += answer.outputs.map(\.tokenCount)
      $0.truncatedCount += answer.truncatedCount
    }
  }
}
