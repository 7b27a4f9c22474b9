import Synchronization

/// What is known of a request once it is answered, for the log.
package final class RequestRecord: Sendable {
  /// What answering a request cost.
  package struct Counts: Sendable {
    package var tokenCount = 0
    package var truncatedCount = 0
  }

  private let state = Mutex(Counts())

  /// The record of the request that the task is about.
  @TaskLocal package static var current: RequestRecord?

  package init() {}

  package var counts: Counts { state.withLock { $0 } }

  /// Adds the texts of an answer.
  func add(_ answer: EmbeddingAnswer) {
    state.withLock {
      $0.tokenCount += answer.tokenCount
      $0.truncatedCount += answer.truncatedCount
    }
  }
}
