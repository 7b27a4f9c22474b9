import Base
import Synchronization

/// A progress bar on the last line of the terminal; nothing if standard error is not a terminal.
final class ProgressBar: Sendable {
  private static let width = 30
  private let isShown: Bool
  private let state = Mutex(State())

  private struct State {
    var share = -1
    var total = 0
    var start = ContinuousClock.now
  }

  init(isQuiet: Bool) { isShown = !isQuiet && StandardError.isTerminal }

  /// Redraws the bar if its share has changed.
  func show(_ done: Int, of total: Int, _ text: String) {
    guard isShown, total > 0 else { return }
    let share = Int(1000 * Double(done) / Double(total))
    state.withLock { state in
      if total != state.total { state = State(total: total) }
      guard share != state.share else { return }
      state.share = share
      let filled = ProgressBar.width * share / 1000
      let bar =
        String(repeating: "#", count: filled)
        + String(repeating: ".", count: ProgressBar.width - filled)
      let percent = (Double(share) / 10).fixed(1)
      // Erase to the end of the line: the last text may have been longer.
      StandardError.write("\r[\(bar)] \(percent) %  \(text)\(remaining(state))\u{1b}[K")
    }
  }

  /// The remaining time at the rate so far; empty until that is known well enough.
  private func remaining(_ state: State) -> String {
    let elapsed = (ContinuousClock.now - state.start).seconds
    guard elapsed > 3, state.share > 20 else { return "" }
    let seconds = Int((elapsed * Double(1000 - state.share) / Double(state.share)).rounded(.up))
    return seconds < 100 ? ", \(seconds) s left" : ", \((seconds + 59) / 60) min left"
  }

  /// Erases the bar.
  func clear() {
    guard isShown, state.withLock({ $0.share >= 0 }) else { return }
    StandardError.write("\r\u{1b}[K")
  }
}
