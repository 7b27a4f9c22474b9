import Synchronization

/// A bar on the last line of a terminal; nothing where standard error is none.
final class ProgressBar: Sendable {
  private static let width = 30
  private let isShown: Bool
  private let lastShare = Mutex(-1)

  init(isQuiet: Bool) { isShown = !isQuiet && StandardError.isTerminal }

  /// Redraws the bar if its share has changed.
  func show(_ done: Int, of total: Int, _ text: String) {
    guard isShown, total > 0 else { return }
    let share = Int(1000 * Double(done) / Double(total))
    lastShare.withLock { last in
      guard share != last else { return }
      last = share
      let filled = ProgressBar.width * share / 1000
      let bar =
        String(repeating: "#", count: filled)
        + String(repeating: ".", count: ProgressBar.width - filled)
      let percent = Figures.fixed(Double(share) / 10, digits: 1)
      // Erase to the end of the line: the last text may have been longer.
      StandardError.write("\r[\(bar)] \(percent) %  \(text)\u{1b}[K")
    }
  }

  /// Takes the bar away.
  func clear() {
    guard isShown, lastShare.withLock({ $0 >= 0 }) else { return }
    StandardError.write("\r\u{1b}[K")
  }
}
