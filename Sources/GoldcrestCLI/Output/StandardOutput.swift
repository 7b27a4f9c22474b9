import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Data: what a command was run for.
enum StandardOutput {
  private static let closed = Mutex(false)

  /// Whether the reader went away, as `head` does.
  ///
  /// What is written then goes nowhere, which is no error; a command that writes much stops early.
  static var isClosed: Bool { closed.withLock { $0 } }

  /// Writes bytes at once, without a buffer of its own.
  ///
  /// - Throws: `CommandLineError.stream` if the system refuses, as on a full disk.
  static func write(_ bytes: [UInt8]) throws(CommandLineError) {
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
