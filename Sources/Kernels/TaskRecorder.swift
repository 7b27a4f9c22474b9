import Model
import Synchronization

/// What a call of the pool does, for whoever records it.
package struct TaskStep: Sendable {
  let name: String
  /// The weights that the call reads, in bytes.
  let weightByteCount: Int

  package init(_ name: String, weightByteCount: Int = 0) {
    self.name = name
    self.weightByteCount = weightByteCount
  }
}

extension TaskStep {
  /// The products of some rows with matrices of one layout.
  init(_ products: [Compute.Product], _ layout: WeightLayout) {
    self.init(
      "products \(layout.rowCount) x \(layout.storedInputCount), \(layout.encoding)",
      weightByteCount: products.count { $0.rowCount > 0 }
        * (layout.data.count + layout.groupScales.count))
  }
}

/// Measures every task of a pool, cut as for all its threads but run one after the other by the caller.
package final class TaskRecorder: Sendable {
  /// One call of the pool.
  package struct Call: Sendable {
    package let step: String
    package let weightByteCount: Int
    /// What the caller did since the call before, in nanoseconds.
    package var serialNanoseconds: Int
    package var taskNanoseconds: [Int]
  }

  /// The calls between `begin` and `end`.
  package struct Recording: Sendable {
    package fileprivate(set) var calls: [Call] = []
    /// What the caller did after the last call, in nanoseconds.
    package fileprivate(set) var serialNanosecondsAtEnd = 0

    /// Takes the lesser time of every part, as whatever disturbs a run only lengthens it.
    ///
    /// - Precondition: both are of the same work.
    package mutating func takeLesser(_ other: Recording) {
      precondition(calls.count == other.calls.count)
      for (index, call) in other.calls.enumerated() {
        precondition(call.taskNanoseconds.count == calls[index].taskNanoseconds.count)
        calls[index].serialNanoseconds = min(
          calls[index].serialNanoseconds, call.serialNanoseconds)
        calls[index].taskNanoseconds = zip(calls[index].taskNanoseconds, call.taskNanoseconds)
          .map { min($0, $1) }
      }
      serialNanosecondsAtEnd = min(serialNanosecondsAtEnd, other.serialNanosecondsAtEnd)
    }
  }

  private struct State {
    var recording = Recording()
    var lastEnd = ContinuousClock.now
  }

  private let state = Mutex(State())

  package init() {}

  /// Forgets what has been recorded.
  package func begin() { state.withLock { $0 = State() } }

  /// What has been recorded since `begin`.
  package func end() -> Recording {
    state.withLock { state in
      state.recording.serialNanosecondsAtEnd = nanoseconds(ContinuousClock.now - state.lastEnd)
      return state.recording
    }
  }

  func run(_ count: Int, _ step: TaskStep, _ body: (Int) -> Void) {
    let clock = ContinuousClock()
    let begin = clock.now
    var times: [Int] = []
    var last = begin
    for index in 0..<count {
      body(index)
      let now = clock.now
      times.append(nanoseconds(now - last))
      last = now
    }
    state.withLock { state in
      state.recording.calls.append(
        Call(
          step: step.name, weightByteCount: step.weightByteCount,
          serialNanoseconds: nanoseconds(begin - state.lastEnd), taskNanoseconds: times))
      // What recording takes is no work of the caller's.
      state.lastEnd = clock.now
    }
  }

  private func nanoseconds(_ duration: Duration) -> Int {
    let (seconds, attoseconds) = duration.components
    return Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
  }
}
