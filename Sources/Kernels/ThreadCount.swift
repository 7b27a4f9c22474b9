import Base
import CKernels

extension WorkerPool {
  /// The cores this process may use: its affinity mask, capped by its control group's quota.
  public static var usableCoreCount: Int {
    var count = Int(gc_affinity_count())
    if count < 1 { count = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
    #if os(Linux)
      count = min(count, controlGroupCoreCount ?? count)
    #endif
    return max(1, count)
  }

  #if os(Linux)
    /// The whole cores of the control group's quota (`cpu.max`: quota and period in microseconds).
    private static var controlGroupCoreCount: Int? {
      guard let file = unsafe fopen("/sys/fs/cgroup/cpu.max", "r") else { return nil }
      defer { unsafe fclose(file) }
      var line = [CChar](repeating: 0, count: 64)
      guard unsafe fgets(&line, 64, file) != nil else { return nil }
      // CChar is signed or not, as the platform likes.
      let bytes = line.prefix { $0 != 0 }.map { UInt8(truncatingIfNeeded: $0) }
      let text = String(decoding: bytes, as: UTF8.self)
      let words = text.split(whereSeparator: \.isWhitespace)
      guard words.count == 2, let quota = Int(words[0]), let period = Int(words[1]), period > 0
      else { return nil }
      return max(1, quota / period)
    }
  #endif
}
