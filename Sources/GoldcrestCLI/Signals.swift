import Base
import Kernels
import Synchronization

/// What happens when the process is interrupted or its reader goes away.
enum Signals {
  private static let ending: [(signal: Int32, status: ExitStatus)] = [
    (SIGHUP, .hungUp), (SIGINT, .interrupted), (SIGTERM, .terminated),
  ]

  private static let waiting = Mutex<Waiting?>(nil)
  private static let areReleased = Atomic(false)

  /// The thread that takes the signals, which all others block.
  private struct Waiting: Sendable {
    let thread: StartedThread
    let numbers: [Int32]
  }

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
      let thread = try StartedThread { wait(for: numbers) }
      waiting.withLock { $0 = Waiting(thread: thread, numbers: numbers) }
    } catch {
      unblock(numbers)
    }
  }

  /// Leaves to others the signals that end the process, and says which these are.
  static func release() -> [Int32] {
    guard
      let waiting = waiting.withLock({ waiting in
        defer { waiting = nil }
        return waiting
      })
    else { return ending.map(\.signal).filter { !isIgnored($0) } }
    areReleased.store(true, ordering: .sequentiallyConsistent)
    waiting.thread.send(waiting.numbers[0])
    waiting.thread.join()
    for number in waiting.numbers { signal(number, SIG_IGN) }
    unblock(waiting.numbers)
    return waiting.numbers
  }

  private static func wait(for numbers: [Int32]) {
    var signals = set(numbers)
    var number: Int32 = 0
    while unsafe sigwait(&signals, &number) != 0 {}
    guard !areReleased.load(ordering: .sequentiallyConsistent),
      let status = ending.first(where: { $0.signal == number })?.status
    else { return }
    TemporaryFiles.endProcess(status.rawValue, ResumeNote.write)
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
