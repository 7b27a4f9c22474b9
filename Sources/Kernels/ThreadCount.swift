#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension WorkerPool {
  /// The cores this process may use: its affinity mask, capped by its control group's quota.
  public static var usableCoreCount: Int {
    #if canImport(Glibc)
      var mask = cpu_set_t()
      var count = 0
      if unsafe sched_getaffinity(0, MemoryLayout<cpu_set_t>.size, &mask) == 0 {
        count = unsafe withUnsafeBytes(of: &mask) { unsafe $0.reduce(0) { $0 + $1.nonzeroBitCount } }
      }
      if count < 1 { count = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
      return max(1, min(count, controlGroupCoreCount ?? count))
    #else
      return max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    #endif
  }

  #if canImport(Glibc)
    /// The whole cores of the control group's quota (`cpu.max`: quota and period in microseconds).
    private static var controlGroupCoreCount: Int? {
      guard let file = unsafe fopen("/sys/fs/cgroup/cpu.max", "r") else { return nil }
      defer { unsafe fclose(file) }
      var line = [CChar](repeating: 0, count: 64)
      guard unsafe fgets(&line, 64, file) != nil else { return nil }
      let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      let words = text.split(whereSeparator: \.isWhitespace)
      guard words.count == 2, let quota = Int(words[0]), let period = Int(words[1]), period > 0
      else { return nil }
      return max(1, quota / period)
    }
  #endif
}
