import Synchronization

/// What happens when the system has no memory for a buffer.
package enum MemoryShortage {
  private static let ending = Mutex<(@Sendable (_ byteCount: Int) -> Never)?>(nil)

  /// Lets `end` end the process, which a program may do; without it Swift does, as for memory of its own.
  package static func endProcess(by end: @escaping @Sendable (_ byteCount: Int) -> Never) {
    ending.withLock { $0 = end }
  }

  /// Ends the process, which has no memory for `byteCount` bytes.
  static func end(_ byteCount: Int) -> Never {
    if let end = ending.withLock({ $0 }) { end(byteCount) }
    preconditionFailure("no memory for \(byteCount) bytes")
  }
}
