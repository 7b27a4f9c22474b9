import Inference

/// What the engine has counted since it was made.
package struct BatchFigures: Sendable {
  /// How many texts the batches had.
  package private(set) var textCounts = Histogram(bounds: Histogram.powersOfTwo(12))
  /// How many tokens the batches had.
  package private(set) var tokenCounts = Histogram(bounds: Histogram.powersOfTwo(20))
  /// How many batches were run between layers of others.
  package private(set) var interludeCount = 0
  /// How fast tokens were computed lately; `nil` before the first batch.
  package var tokensPerSecond: Double? {
    recent.seconds > 0 ? recent.tokens / recent.seconds : nil
  }

  private var recent = (tokens: 0.0, seconds: 0.0)

  mutating func add(_ batch: Batch, isInterlude: Bool) {
    if isInterlude { interludeCount += 1 }
    textCounts.add(Double(batch.jobs.count))
    tokenCounts.add(Double(batch.tokenCount))
  }

  /// A run counts half as much after seven others.
  mutating func note(tokenCount: Int, in duration: Duration) {
    recent.tokens = recent.tokens * 0.9 + Double(tokenCount)
    recent.seconds = recent.seconds * 0.9 + duration.inSeconds
  }
}

extension Duration {
  /// As a number of seconds.
  package var inSeconds: Double {
    let parts = components
    return Double(parts.seconds) + Double(parts.attoseconds) * 1e-18
  }
}
