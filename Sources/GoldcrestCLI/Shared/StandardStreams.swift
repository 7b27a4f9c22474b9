import Base
import Synchronization

/// The three streams that a process starts with, or without.
enum StandardStreams {
  /// Opens a stand-in for every stream that the parent closed.
  ///
  /// Otherwise the next file opened would take its number and receive what is written to the stream.
  /// Writing to the stand-in is an error.
  static func reserve() {
    while true {
      let descriptor = unsafe open("/dev/null", O_RDONLY)
      if descriptor > STDERR_FILENO { close(descriptor) }
      guard (0...STDERR_FILENO).contains(descriptor) else { return }
    }
  }
}

/// Where data goes.
enum StandardOutput {
  private static let closed = Mutex(false)

  /// Whether the reader has gone away, as `head` does.
  ///
  /// Writing then does nothing and is not an error; a command that writes much stops early.
  static var isClosed: Bool { closed.withLock { $0 } }

  /// Whether it is a terminal.
  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  private static let used = Mutex(false)

  /// Whether anything has been written.
  static var isUsed: Bool { used.withLock { $0 } }

  /// Writes bytes at once, unbuffered.
  ///
  /// - Throws: `CommandLineError.stream` if the system refuses, as on a full disk.
  static func write(_ bytes: [UInt8]) throws(CommandLineError) {
    if !bytes.isEmpty { used.withLock { $0 = true } }
    guard !isClosed, let code = Descriptor.write(bytes, to: STDOUT_FILENO) else { return }
    if code == EPIPE {
      closed.withLock { $0 = true }
    } else {
      let reason = unsafe String(cString: strerror(code))
      throw .stream(name: "standard output", reason: "cannot write: \(reason)")
    }
  }

  /// Writes a text and a line end.
  ///
  /// - Throws: `CommandLineError.stream` as for bytes.
  static func writeLine(_ text: String) throws(CommandLineError) {
    try write(Array(text.utf8) + [0x0a])
  }
}

/// Where messages go: progress, warnings, errors.
///
/// A reader that has gone away is ignored.
enum StandardError {
  /// Whether it is a terminal.
  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Writes `text` as it is, without a line end.
  static func write(_ text: String) {
    _ = Descriptor.write(Array(text.utf8), to: STDERR_FILENO)
  }
}

/// Writing to a file descriptor.
enum Descriptor {
  /// Writes all bytes; returns the error number if the system refuses, otherwise `nil`.
  static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
    unsafe bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let count = retryingInterrupted {
          unsafe Platform.write(UnsafeRawBufferPointer(rebasing: buffer[done...]), to: descriptor)
        }
        guard count > 0 else { return errno }
        done += count
      }
      return nil
    }
  }
}

/// A progress bar on the last line of the terminal; nothing if standard error is not a terminal.
final class ProgressBar: Sendable {
  private static let width = 30
  let isShown: Bool
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
      StandardError.write(
        "\r[\(bar)] \(percent) %  \(text.escapingControlCharacters)\(remaining(state))\u{1b}[K")
    }
  }

  /// Shows a text alone, for work without a known end.
  func show(_ text: String) {
    guard isShown else { return }
    state.withLock { state in
      state.share = 0
      StandardError.write("\r\(text.escapingControlCharacters)\u{1b}[K")
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
    guard isShown else { return }
    state.withLock { state in
      guard state.share >= 0 else { return }
      state.share = -1
      StandardError.write("\r\u{1b}[K")
    }
  }
}

/// The output of a command: standard output, or a file that appears when it is complete.
struct OutputFile {
  private let writer: AtomicFileWriter?
  private var byteCount = 0

  /// Standard output for `nil` and `-`; `inputs` are the files that are read, `-` standard input.
  ///
  /// - Throws: `CommandLineError.output` if the file must not be replaced, or cannot be made.
  init(path: String?, overwriting: Bool, inputs: [String]) throws(CommandLineError) {
    guard let path, path != "-" else {
      writer = nil
      return
    }
    let target = try OutputTarget.checked(path, overwriting: overwriting, inputs: inputs)
    writer = try wrapping(CommandLineError.output, AtomicFileWriter(target))
  }

  var isClosed: Bool { writer == nil && StandardOutput.isClosed }

  mutating func append(_ bytes: [UInt8]) throws {
    if let writer {
      try writer.write(bytes, at: byteCount)
    } else {
      try StandardOutput.write(bytes)
    }
    byteCount += bytes.count
  }

  /// Gives a file its name.
  func finish() throws { try writer?.commit() }
}

extension OutputTarget {
  /// A target for an output of a command that reads `inputs`.
  ///
  /// - Throws: `CommandLineError.output` unless it may be written.
  @discardableResult
  static func checked(
    _ path: String, overwriting: Bool, inputs: [String]
  ) throws(CommandLineError) -> OutputTarget {
    try wrapping(
      CommandLineError.output, OutputTarget(path: path, isReplacing: overwriting, inputs: inputs))
  }
}
