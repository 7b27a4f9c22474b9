#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Calls `body` again for as long as a signal interrupts it.
package func retryingInterrupted<Result: SignedInteger>(_ body: () -> Result) -> Result {
  while true {
    let result = body()
    if result == -1 && errno == EINTR { continue }
    return result
  }
}

extension FileError {
  /// The error of the system call that has just failed.
  package static func last(_ operation: String, path: String) -> FileError {
    let code = errno
    let reason = unsafe String(cString: strerror(code))
    return .system(path: path, operation: operation, code: code, reason: reason)
  }
}
