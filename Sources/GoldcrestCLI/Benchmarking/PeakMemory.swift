import Bytes

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The most memory that this process has had resident.
enum PeakMemory {
  /// In bytes; mapped pages that are in memory count.
  static var byteCount: Int {
    var usage = rusage()
    #if canImport(Glibc)
      // ru_maxrss would count what the parent had before it started this program.
      if let count = highWaterMark { return count }
      unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      return usage.ru_maxrss * 1024
    #else
      unsafe getrusage(RUSAGE_SELF, &usage)
      return usage.ru_maxrss
    #endif
  }

  #if canImport(Glibc)
    private static var highWaterMark: Int? {
      guard let file = unsafe fopen("/proc/self/status", "r") else { return nil }
      defer { unsafe fclose(file) }
      var line = [CChar](repeating: 0, count: 256)
      while unsafe fgets(&line, 256, file) != nil {
        let bytes = line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        guard words.count == 3, words[0] == "VmHWM:" else { continue }
        return Int(words[1]).map { $0 * 1024 }
      }
      return nil
    }
  #endif
}
