import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Writing to a file descriptor that this process was given.
enum Descriptor {
  /// Writes all bytes; the error number if the system refuses, else `nil`.
  static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
    unsafe bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count, let base = buffer.baseAddress {
        let count = retryingInterrupted {
          #if canImport(Glibc)
            unsafe Glibc.write(descriptor, base + done, buffer.count - done)
          #else
            unsafe Darwin.write(descriptor, base + done, buffer.count - done)
          #endif
        }
        guard count > 0 else { return errno }
        done += count
      }
      return nil
    }
  }
}
