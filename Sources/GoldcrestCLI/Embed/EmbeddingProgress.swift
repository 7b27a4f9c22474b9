import Base

/// How many texts `embed` has answered, and how fast, on the last line of the terminal.
struct EmbeddingProgress {
  /// How often the line is written at most, in seconds.
  private static let interval = 0.1

  private let bar: ProgressBar
  private let start = ContinuousClock.now
  private var lastSeconds: Double?

  init(isQuiet: Bool) { bar = ProgressBar(isQuiet: isQuiet) }

  /// Shows what has been done; `share` is how much of the input, unless that has no known end.
  mutating func show(
    textCount: Int, tokenCount: Int, share: @autoclosure () -> (done: Int, total: Int)?
  ) {
    guard bar.isShown else { return }
    let seconds = (ContinuousClock.now - start).seconds
    if let lastSeconds, seconds - lastSeconds < EmbeddingProgress.interval { return }
    lastSeconds = seconds
    let rate = Figures.grouped(Int(Double(tokenCount) / max(seconds, 1e-3)))
    let text = "\(Figures.grouped(textCount)) texts, \(rate) tokens/s"
    if let share = share() {
      bar.show(share.done, of: share.total, text)
    } else {
      bar.show(text)
    }
  }

  /// Erases the line.
  func clear() { bar.clear() }
}
