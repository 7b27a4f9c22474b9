/// What the process tells its caller.
///
/// Wrong usage is 64, from the argument parser.
enum ExitStatus: Int32, Error {
  /// All went well.
  case success = 0
  /// Bad input, or the system refused.
  case failure = 1
  /// The model runs, but its vectors are further from the reference than was asked for.
  case belowThreshold = 2
  /// SIGINT.
  case interrupted = 130
  /// SIGTERM.
  case terminated = 143

  /// For the end of `--help`.
  static let explanation = """
    Exit codes: 0 success; 1 bad input or an I/O failure; 2 verification below threshold; \
    64 wrong usage; 130, 143 interrupted, terminated.
    """
}
