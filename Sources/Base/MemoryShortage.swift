import Synchronization

/// What happens when the system has no memory for a buffer.
package enum MemoryShortage {
  private static let ending = Mutex<(@Sendable (_ byteCount: Int) -> Never)?>(nil)

  /// Lets `end` end the process, which a program may do; without it Swift does, as for memory of its own.
  package static func endProcess(by end: @escaping @Sendable (_ byteCount: Int) -> Never) {
    ending.withLock { $0 = end }
  }

  /// Ends the process, which has no memory for `byteCount` bytes.
  package static func end(_ byteCount: Int) -> Never {
    if let end = ending.withLock({ $0 }) { end(byteCount) }
    preconditionFailure("no memory for \(byteCount) bytes")
  }

  /// Whether `byteCount` bytes could be mapped now.
  package static func hasRoom(for byteCount: Int) -> Bool {
    let address = unsafe mmap(
      nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
    guard let address = unsafe address, unsafe address != MAP_FAILED else { return false }
    unsafe munmap(address, byteCount)
    return true
  }
}
