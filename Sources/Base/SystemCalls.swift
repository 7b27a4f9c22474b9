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

/// Writes `bytes` at `offset` of an open file.
///
/// - Throws: `FileError.system` if writing fails, as on a full disk.
func writeAll(
  _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, at offset: Int, path: String
) throws(FileError) {
  var done = 0
  while done < bytes.count, let base = bytes.baseAddress {
    let count = retryingInterrupted {
      unsafe pwrite(
        descriptor, base + done, min(bytes.count - done, 1 << 30), off_t(offset + done))
    }
    guard count > 0 else { throw .last("write", path: path) }
    done += count
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
