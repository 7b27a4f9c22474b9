import Base
import CCeilings
package import Kernels
import Synchronization

/// The peak rates of this machine, which a benchmark is compared with.
///
/// Every ceiling is the best of several runs, since whatever disturbs a run only slows it.
@safe package struct Roofline: Sendable {
  /// How many threads work at once.
  package let threadCount: Int

  private let pool: WorkerPool
  private let seconds: Double

  /// Ceilings of `threadCount` threads, each measured for about `seconds`.
  ///
  /// - Precondition: `threadCount` is at least 1.
  package init(threadCount: Int, seconds: Double) {
    self.threadCount = threadCount
    self.seconds = seconds
    pool = WorkerPool(threadCount: threadCount)
  }

  /// The operations per second of a set's dot-product instructions on registers, for activations of
  /// 8 bits and weights of 8 or 4.
  ///
  /// A multiply-add counts as two. Nil if there is no such loop for the set.
  ///
  /// - Precondition: the set runs here.
  package func operationsPerSecond(_ kernels: KernelSet, weightBits: Int32) -> Double? {
    let perStep = unsafe kernels.name.withCString { unsafe gc_peak_multiply_adds($0, weightBits) }
    guard perStep > 0 else { return nil }
    let sink = Atomic<Int32>(0)
    let run: (UInt64) -> Double = { steps in
      time {
        let value = unsafe kernels.name.withCString {
          unsafe gc_peak_run($0, weightBits, steps)
        }
        sink.bitwiseXor(value, ordering: .relaxed)
      }
    }
    // Long enough that waking the threads does not count.
    var steps: UInt64 = 1 << 10
    while run(steps) < Roofline.shortestRun, steps < 1 << 40 { steps *= 2 }
    let fastest = best { run(steps) }
    return 2 * Double(perStep) * Double(steps) * Double(threadCount) / fastest
  }

  /// The bytes per second at which all threads together read memory that no cache holds.
  package func readBytesPerSecond(of memory: RooflineMemory) -> Double {
    let share = memory.byteCount / threadCount / 64 * 64
    let sink = Atomic<UInt64>(0)
    let next = Atomic<Int>(0)
    let fastest = best {
      next.store(0, ordering: .relaxed)
      return time {
        let index = next.add(1, ordering: .relaxed).oldValue
        let word = unsafe gc_read_memory(memory.bytes.baseAddress + index * share, share)
        sink.bitwiseXor(word, ordering: .relaxed)
      }
    }
    return Double(share * threadCount) / fastest
  }

  /// The seconds that a call of the pool takes in which each thread has one task and waits in it for
  /// the others.
  package var emptyCallSeconds: Double {
    let count = 200
    let arrivals = Atomic<Int>(0)
    let fastest = best {
      let clock = ContinuousClock()
      let begin = clock.now
      for _ in 0..<count {
        arrivals.store(0, ordering: .relaxed)
        pool.run(threadCount) { _ in
          arrivals.add(1, ordering: .acquiringAndReleasing)
          // Not for ever: a thread that could not be started never comes.
          var spins = 0
          while arrivals.load(ordering: .acquiring) < threadCount, spins < 1 << 20 {
            spins += 1
            if spins % 1024 == 0 { sched_yield() }
          }
        }
      }
      return (clock.now - begin).seconds
    }
    return fastest / Double(count)
  }

  private static let shortestRun = 0.02

  /// The seconds until all threads have run `body` once each.
  private func time(_ body: () -> Void) -> Double {
    let clock = ContinuousClock()
    let begin = clock.now
    pool.run(threadCount) { _ in body() }
    return max((clock.now - begin).seconds, 1e-9)
  }

  /// The least of what `measure` gives, five times at least.
  private func best(_ measure: () -> Double) -> Double {
    var least = measure()
    var total = least
    var count = 1
    while count < 5 || total < seconds {
      let value = measure()
      least = min(least, value)
      total += value
      count += 1
    }
    return least
  }
}

/// Memory to measure reading with, much larger than any cache.
@safe package struct RooflineMemory: Sendable {
  let bytes: AlignedBuffer

  package var byteCount: Int { bytes.byteCount }

  /// Takes `byteCount` bytes and writes all of them, so that every page is really there.
  package init(byteCount: Int) {
    bytes = AlignedBuffer(byteCount: byteCount)
    unsafe memset(bytes.baseAddress, 0x5a, byteCount)
  }

  /// A size no cache holds: four times the largest, 512 MiB at least, and at most a quarter of the
  /// machine's memory.
  package static var usualByteCount: Int {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    #if os(Linux)
      let cache = max(0, Int(sysconf(Int32(_SC_LEVEL3_CACHE_SIZE))))
    #else
      let cache = 0
    #endif
    let memory = max(0, Int(sysconf(Int32(_SC_PHYS_PAGES)))) * page
    let wanted = max(512 << 20, 4 * cache)
    return memory > 0 ? min(wanted, memory / 4) : wanted
  }
}

/// The peak rates of the machine, whatever the model.
struct Ceilings {
  /// The peak rates of a kernel set's dot-product instructions, in operations per second.
  ///
  /// A multiply-add counts as two; nil if there is no loop for the set.
  struct Peak {
    let kernel: String
    let int8: Double?
    let int4: Double?
  }

  let threadCount: Int
  let peaks: [Peak]
  let readBytesPerSecond: Double
  /// How much memory was read.
  let memoryByteCount: Int
  /// What it costs to share work out that takes no time.
  let emptyCallSeconds: Double

  /// Measures the sets given, and reading from memory.
  init(kernels: [KernelSet], threadCount: Int, seconds: Double) {
    let roofline = Roofline(threadCount: threadCount, seconds: seconds)
    let memory = RooflineMemory(byteCount: RooflineMemory.usualByteCount)
    self.threadCount = threadCount
    peaks = kernels.map {
      Peak(
        kernel: $0.name, int8: roofline.operationsPerSecond($0, weightBits: 8),
        int4: roofline.operationsPerSecond($0, weightBits: 4))
    }
    readBytesPerSecond = roofline.readBytesPerSecond(of: memory)
    memoryByteCount = memory.byteCount
    emptyCallSeconds = roofline.emptyCallSeconds
  }
}

struct RooflineReport {
  let ceilings: Ceilings

  var json: JSONValue {
    [
      "schema_version": 1,
      "command": "bench",
      "int8_ops_per_second": json(\.int8),
      "int4_ops_per_second": json(\.int4),
      "read_bytes_per_second": .number(ceilings.readBytesPerSecond),
      "memory_bytes": .integer(ceilings.memoryByteCount),
      "empty_call_ns": .number(ceilings.emptyCallSeconds * 1e9),
      "threads": .integer(ceilings.threadCount),
    ]
  }

  private func json(_ rate: (Ceilings.Peak) -> Double?) -> JSONValue {
    .object(
      ceilings.peaks.reduce(into: JSONObject()) { object, peak in
        object.append(peak.kernel, rate(peak).map { .number($0) } ?? .null)
      })
  }

  var text: String {
    var table = TextTable()
    for peak in ceilings.peaks {
      for (encoding, rate) in [("int8", peak.int8), ("int4", peak.int4)] {
        let billions = rate.map { ($0 / 1e9).fixed(1) }
        table.append(
          "\(encoding), \(peak.kernel)", billions.map { "\($0) billion operations/s" } ?? "-")
      }
    }
    table.append("memory read", (ceilings.readBytesPerSecond / 1e9).fixed(1) + " GB/s")
    table.append("meeting of all threads", (ceilings.emptyCallSeconds * 1e6).fixed(2) + " µs")
    return """
      Peak rates of this machine with \(ceilings.threadCount) \
      \(ceilings.threadCount == 1 ? "thread" : "threads"); a multiply-add is two operations
      \(table.text)
      """
  }
}
