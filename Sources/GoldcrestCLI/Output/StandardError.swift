#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Talk: progress, warnings, errors.
///
/// A reader that went away stops nothing.
enum StandardError {
  /// Whether a person is looking.
  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Writes `text` as it stands.
  static func write(_ text: String) {
    _ = Descriptor.write(Array(text.utf8), to: STDERR_FILENO)
  }
}
