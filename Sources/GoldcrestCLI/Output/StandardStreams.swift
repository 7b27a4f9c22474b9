#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The three streams that a process is started with, or without.
enum StandardStreams {
  /// Fills the place of a stream that the parent closed.
  ///
  /// Otherwise the next file that is opened would take its number and get what is written to the
  /// stream. Writing to the stream is now an error.
  static func reserve() {
    while true {
      let descriptor = unsafe open("/dev/null", O_RDONLY)
      if descriptor > STDERR_FILENO { close(descriptor) }
      guard (0...STDERR_FILENO).contains(descriptor) else { return }
    }
  }
}
