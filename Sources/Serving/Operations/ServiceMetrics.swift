import Base
import Synchronization

/// What has been counted of all requests since the server began.
///
/// A request takes the lock once, when it has been answered.
package final class ServiceMetrics: Sendable {
  private let counts = Mutex(RequestCounts())

  package init() {}

  /// Counts a request that has been answered after `duration`; those of no dialect are not counted.
  package func add(_ values: RequestRecord.Values, status: Int, duration: Duration) {
    guard let dialect = values.dialect else { return }
    counts.withLock { $0.add(values, dialect, status, duration) }
  }

  /// What has been counted, in Prometheus' text format.
  package func text(_ engine: BatchEngine.State, _ models: ModelShelf) -> String {
    var text = PrometheusText()
    counts.withLock { $0 }.write(to: &text)
    write(engine, to: &text)
    let open = Set(models.openNames.map { Identifier($0) })
    text.begin("goldcrest_open_models", .gauge, "Models that are open.")
    text.sample("goldcrest_open_models", open.count)
    text.begin("goldcrest_model_open", .gauge, "Whether a model is open.")
    for name in models.names {
      text.sample("goldcrest_model_open", open.contains(Identifier(name)) ? 1 : 0, ["model": name])
    }
    if let memory = ProcessMemory.current {
      text.begin("process_resident_memory_bytes", .gauge, "Resident memory, mapped files included.")
      text.sample("process_resident_memory_bytes", memory.residentByteCount)
      text.begin("goldcrest_private_memory_bytes", .gauge, "Resident memory without mapped files.")
      text.sample("goldcrest_private_memory_bytes", memory.privateByteCount)
    }
    return text.text
  }

  private func write(_ engine: BatchEngine.State, to text: inout PrometheusText) {
    let figures = engine.figures
    text.begin("te_queue_size", .gauge, "Texts that wait.")
    text.sample("te_queue_size", engine.waiting.values.reduce(0, +))
    text.begin("goldcrest_queue_texts", .gauge, "Texts that wait, by lane.")
    for lane in BatchLane.allCases {
      text.sample("goldcrest_queue_texts", engine.waiting[lane] ?? 0, ["lane": lane.rawValue])
    }
    text.begin("te_batch_next_size", .histogram, "Texts of a batch.")
    text.sample("te_batch_next_size", figures.textCounts)
    text.begin("te_batch_next_tokens", .histogram, "Tokens of a batch.")
    text.sample("te_batch_next_tokens", figures.tokenCounts)
    text.begin(
      "goldcrest_interludes_total", .counter,
      "Batches of short texts run between layers of long ones.")
    text.sample("goldcrest_interludes_total", figures.interludeCount)
    text.begin("goldcrest_tokens_per_second", .gauge, "How fast tokens were computed lately.")
    text.sample("goldcrest_tokens_per_second", figures.tokensPerSecond ?? 0)
  }
}

/// The memory that this process has.
package struct ProcessMemory: Sendable {
  /// Resident bytes, those of mapped files included.
  package let residentByteCount: Int
  /// Resident bytes that belong to no file.
  package let privateByteCount: Int

  /// `nil` where the system does not say.
  package static var current: ProcessMemory? {
    #if os(Linux)
      guard let file = unsafe fopen("/proc/self/statm", "r") else { return nil }
      defer { unsafe fclose(file) }
      var line = [CChar](repeating: 0, count: 128)
      guard unsafe fgets(&line, 128, file) != nil else { return nil }
      let bytes = line.prefix { $0 != 0 }.map { UInt8(truncatingIfNeeded: $0) }
      // size resident shared text lib data dt, in pages
      let pages = String(decoding: bytes, as: UTF8.self).split(separator: " ").map { Int($0) }
      guard pages.count > 2, let resident = pages[1], let shared = pages[2] else { return nil }
      let pageSize = Int(sysconf(Int32(_SC_PAGESIZE)))
      return ProcessMemory(
        residentByteCount: resident * pageSize, privateByteCount: (resident - shared) * pageSize)
    #else
      return nil
    #endif
  }
}
