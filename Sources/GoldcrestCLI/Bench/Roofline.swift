import Base
import Kernels

/// The peak rates of the machine, whatever the model.
struct Ceilings {
  /// The peak rate of a kernel set's dot-product instructions.
  struct Peak {
    let kernel: String
    /// A multiply-add counts as two; nil if there is no loop for the set.
    let operationsPerSecond: Double?
  }

  let threadCount: Int
  let peaks: [Peak]
  let readBytesPerSecond: Double
  /// How much memory was read.
  let memoryByteCount: Int

  /// Measures the sets given, and reading from memory.
  init(kernels: [KernelSet], threadCount: Int, seconds: Double) {
    let roofline = Roofline(threadCount: threadCount, seconds: seconds)
    let memory = RooflineMemory(byteCount: RooflineMemory.usualByteCount)
    self.threadCount = threadCount
    peaks = kernels.map {
      Peak(kernel: $0.name, operationsPerSecond: roofline.int8OperationsPerSecond($0))
    }
    readBytesPerSecond = roofline.readBytesPerSecond(of: memory)
    memoryByteCount = memory.byteCount
  }
}

/// The report on the machine's peak rates.
struct RooflineReport {
  let ceilings: Ceilings

  var json: JSONValue {
    [
      "schema_version": 1,
      "command": "bench",
      "int8_ops_per_second": .object(
        ceilings.peaks.reduce(into: JSONObject()) { object, peak in
          object.append(peak.kernel, peak.operationsPerSecond.map { .number($0) } ?? .null)
        }),
      "read_bytes_per_second": .number(ceilings.readBytesPerSecond),
      "memory_bytes": .integer(ceilings.memoryByteCount),
      "threads": .integer(ceilings.threadCount),
    ]
  }

  var text: String {
    var table = TextTable()
    for peak in ceilings.peaks {
      let billions = peak.operationsPerSecond.map { ($0 / 1e9).fixed(1) }
      table.append("int8, \(peak.kernel)", billions.map { "\($0) billion operations/s" } ?? "-")
    }
    table.append(
      "memory read", (ceilings.readBytesPerSecond / 1e9).fixed(1) + " GB/s")
    return """
      Peak rates of this machine with \(ceilings.threadCount) \
      \(ceilings.threadCount == 1 ? "thread" : "threads"); a multiply-add is two operations
      \(table.text)
      """
  }
}
