import Base
import Dispatch

/// The exit code of the process.
///
/// Wrong usage is 64, from the argument parser.
enum ExitStatus: Int32, Error {
  /// Everything went well.
  case success = 0
  /// Bad input, or an error of the system.
  case failure = 1
  /// The model runs, but its vectors are further from the reference than a threshold allows.
  case belowThreshold = 2
  /// SIGINT.
  case interrupted = 130
  /// SIGTERM.
  case terminated = 143

  /// The last paragraph of `--help`.
  static let explanation = """
    Exit codes: 0 success; 1 bad input or an I/O error; 2 below a threshold; 64 wrong usage; \
    130 interrupted; 143 terminated.
    """
}

/// What happens when the process is interrupted or its reader goes away.
enum Signals {
  private static let ending: [(signal: Int32, status: ExitStatus)] = [
    (SIGINT, .interrupted), (SIGTERM, .terminated),
  ]
  // Sources work only while they are referenced.
  nonisolated(unsafe) private static var sources: [any DispatchSourceSignal] = []

  /// Removes temporary files before SIGINT and SIGTERM end the process; turns SIGPIPE and
  /// SIGXFSZ into errors of the write that met them.
  ///
  /// A signal that the parent has set to be ignored, as `nohup` does, stays ignored.
  static func install() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    let queue = DispatchQueue(label: "signals")
    for (number, status) in ending where !isIgnored(number) {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        TemporaryFiles.removeAll()
        _exit(status.rawValue)
      }
      source.activate()
      unsafe sources.append(source)
    }
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    unsafe sigaction(number, nil, &action)
    #if canImport(Glibc)
      let handler = unsafe action.__sigaction_handler.sa_handler
    #else
      let handler = unsafe action.__sigaction_u.__sa_handler
    #endif
    return unsafe unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
