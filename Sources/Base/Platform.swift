// The C library of the platform, for every module: nothing else in Sources imports it by name.
#if canImport(Glibc)
  @_exported public import Glibc
#elseif canImport(Musl)
  @_exported public import Musl
#elseif canImport(Android)
  @_exported public import Android
#else
  @_exported public import Darwin
#endif

/// Calls `body` again for as long as a signal interrupts it.
package func retryingInterrupted<Result: SignedInteger>(_ body: () -> Result) -> Result {
  while true {
    let result = body()
    if result == -1 && errno == EINTR { continue }
    return result
  }
}

/// What the platforms call by different names.
package enum Platform {
  /// Writes at most all of `bytes` to an open file where it stands; -1 and `errno` on failure.
  package static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int {
    #if canImport(Glibc)
      unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
    #elseif canImport(Musl)
      unsafe Musl.write(descriptor, bytes.baseAddress, bytes.count)
    #elseif canImport(Android)
      unsafe Android.write(descriptor, bytes.baseAddress, bytes.count)
    #else
      unsafe Darwin.write(descriptor, bytes.baseAddress, bytes.count)
    #endif
  }

  /// What this process has used so far.
  package static var resourceUsage: rusage {
    var usage = rusage()
    #if canImport(Glibc)
      unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    #else
      unsafe getrusage(RUSAGE_SELF, &usage)
    #endif
    return usage
  }

  /// The most memory that this process has had resident at once, in bytes.
  package static var peakByteCount: Int {
    #if canImport(Darwin)
      resourceUsage.ru_maxrss
    #else
      resourceUsage.ru_maxrss * 1024
    #endif
  }
}
