import Base
import Kernels
import Synchronization

/// What happens when the process is interrupted or its reader goes away.
enum Signals {
  private static let ending: [(signal: Int32, status: ExitStatus)] = [
    (SIGHUP, .hungUp), (SIGINT, .interrupted), (SIGTERM, .terminated),
  ]

  /// Who is told of signals, once there is somebody.
  private static let listener = Mutex<AsyncStream<Int32>.Continuation?>(nil)

  /// Removes temporary files before SIGHUP, SIGINT and SIGTERM end the process; turns SIGPIPE and
  /// SIGXFSZ into errors of the write that met them.
  ///
  /// A signal that the parent has set to be ignored, as `nohup` does, stays ignored. Where there is no thread
  /// to be had, signals end the process as they would any other, and what is left of a file is removed by the next
  /// run that writes one.
  static func install() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    let numbers = ending.map(\.signal).filter { !isIgnored($0) }
    guard !numbers.isEmpty else { return }
    // Before the first thread, so that none of them takes one.
    block(numbers)
    do throws(KernelError) {
      try StartedThread { wait(for: numbers) }.detach()
    } catch {
      unblock(numbers)
    }
  }

  /// The signals from now on: they no longer end the process, and none is lost before it is asked for.
  static func stream() -> AsyncStream<Int32> {
    let (stream, continuation) = AsyncStream<Int32>.makeStream()
    listener.withLock { $0 = continuation }
    return stream
  }

  private static func wait(for numbers: [Int32]) {
    var signals = set(numbers)
    while true {
      var number: Int32 = 0
      guard unsafe sigwait(&signals, &number) == 0 else { continue }
      if let listener = listener.withLock({ $0 }) {
        listener.yield(number)
      } else if let status = ending.first(where: { $0.signal == number })?.status {
        TemporaryFiles.endProcess(status.rawValue, ResumeNote.write)
      }
    }
  }

  private static func block(_ numbers: [Int32]) {
    var signals = set(numbers)
    unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
  }

  private static func unblock(_ numbers: [Int32]) {
    var signals = set(numbers)
    unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  private static func set(_ numbers: [Int32]) -> sigset_t {
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    for number in numbers { unsafe sigaddset(&signals, number) }
    return signals
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    unsafe sigaction(number, nil, &action)
    #if os(Linux)
      let handler = unsafe action.__sigaction_handler.sa_handler
    #else
      let handler = unsafe action.__sigaction_u.__sa_handler
    #endif
    return unsafe unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
