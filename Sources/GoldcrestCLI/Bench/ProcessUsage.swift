import Base

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
      let status = ProcessFile.sizes(in: "/proc/self/status")
      // The system's own figure counts what the parent had before it started this program.
      byteCount = status["VmHWM:"] ?? Platform.peakByteCount
      fileByteCount = status["RssFile:"]
    #else
      byteCount = Platform.peakByteCount
      fileByteCount = nil
    #endif
  }
}

/// What is resident now.
struct ResidentMemory {
  /// The bytes that belong to the process alone and are no pages of files.
  let privateByteCount: Int
  /// The pages of files, mapped once however many models use them.
  let sharedByteCount: Int
  /// The proportional share: what several processes map is divided among them; `nil` where the system
  /// does not say.
  let proportionalByteCount: Int?

  /// Asks the system; `nil` if it does not say.
  init?() {
    #if os(Linux)
      let status = ProcessFile.sizes(in: "/proc/self/status")
      guard let own = status["RssAnon:"], let files = status["RssFile:"] else { return nil }
      privateByteCount = own
      sharedByteCount = files + (status["RssShmem:"] ?? 0)
      proportionalByteCount = ProcessFile.sizes(in: "/proc/self/smaps_rollup")["Pss:"]
    #else
      return nil
    #endif
  }
}

#if os(Linux)
  private enum ProcessFile {
    /// The sizes that a file of `/proc` lists, in bytes; none if it cannot be read.
    static func sizes(in path: String) -> [Substring: Int] {
      guard let file = unsafe fopen(path, "r") else { return [:] }
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
  }
#endif

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
