import Base

/// The resident memory of this process.
struct PeakMemory {
  /// The peak, in bytes; mapped pages that are in memory count.
  let byteCount: Int
  /// How many of the bytes that are resident now are pages of files, which the system can drop and
  /// share; `nil` if the system does not say.
  let fileByteCount: Int?

  /// The bytes that are not pages of files: mapped pages stay, so the difference is the process's own.
  var ownByteCount: Int? { fileByteCount.map { max(0, byteCount - $0) } }

  /// Asks the system.
  init() {
    #if os(Linux)
      let status = PeakMemory.status
      // The system's own figure counts what the parent had before it started this program.
      byteCount = status["VmHWM:"] ?? Platform.peakByteCount
      fileByteCount = status["RssFile:"]
    #else
      byteCount = Platform.peakByteCount
      fileByteCount = nil
    #endif
  }

  #if os(Linux)
    /// The sizes in `/proc/self/status`, in bytes.
    private static var status: [Substring: Int] {
      guard let file = unsafe fopen("/proc/self/status", "r") else { return [:] }
      defer { unsafe fclose(file) }
      var sizes: [Substring: Int] = [:]
      var line = [CChar](repeating: 0, count: 256)
      while unsafe fgets(&line, 256, file) != nil {
        let bytes = line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        guard words.count == 3, words[2] == "kB", let count = Int(words[1]) else { continue }
        sizes[words[0]] = count * 1024
      }
      return sizes
    }
  #endif
}

/// The processor time of this process.
enum ProcessorTime {
  /// User and system time of all threads so far.
  static var used: Duration {
    let usage = Platform.resourceUsage
    return duration(usage.ru_utime) + duration(usage.ru_stime)
  }

  private static func duration(_ time: timeval) -> Duration {
    .seconds(Int64(time.tv_sec)) + .microseconds(Int64(time.tv_usec))
  }
}
