#if Server
  import Base
  import Dispatch
  import Synchronization

  /// Lines on their way to standard error.
  ///
  /// They are written by a thread of their own, so that a reader who stops reading does not stop the server;
  /// meanwhile lines are kept up to a limit, and then left out and counted.
  final class LogLines: Sendable {
    private struct State {
      var bytes: [UInt8] = []
      var droppedCount = 0
    }

    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "log")

    /// In bytes.
    private static let capacity = 1 << 20

    /// Takes a line with its end.
    func append(_ line: [UInt8]) {
      let isFirst = state.withLock { state in
        guard state.bytes.count + line.count <= LogLines.capacity else {
          state.droppedCount += 1
          return false
        }
        state.bytes += line
        return state.bytes.count == line.count
      }
      if isFirst { queue.async { self.write() } }
    }

    /// Writes what is left.
    ///
    /// It is given up after a second, as the reader may never read again.
    func flush() {
      let done = DispatchSemaphore(value: 0)
      queue.async {
        self.write()
        done.signal()
      }
      _ = done.wait(timeout: .now() + 1)
    }

    private func write() {
      let (bytes, droppedCount) = state.withLock { state in
        defer { state = State() }
        return (state.bytes, state.droppedCount)
      }
      _ = Descriptor.write(bytes, to: STDERR_FILENO)
      if droppedCount > 0 { StandardError.write("note: \(droppedCount) log lines left out\n") }
    }
  }
#endif
