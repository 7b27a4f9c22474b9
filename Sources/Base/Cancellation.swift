import Synchronization

/// Tells work on other threads that its result is no longer wanted; long runs ask between their steps.
package final class Cancellation: Sendable {
  private let flag = Atomic<Bool>(false)

  package init() {}

  /// Whether `cancel` was called.
  package var isCancelled: Bool { flag.load(ordering: .relaxed) }

  /// Asks for an end; may be called from any thread.
  package func cancel() { flag.store(true, ordering: .relaxed) }
}
