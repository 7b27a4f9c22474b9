import Base
import Hashing
import Inference
import Kernels

/// What some replicas did at once.
struct ReplicaRun {
  struct Replica {
    /// Of the repetitions, sorted.
    let latencies: [Duration]
    /// The tokens of a repetition.
    let tokenCount: Int
    let vectorChecksum: Checksum

    var tokensPerSecond: Double {
      Double(tokenCount * latencies.count) / latencies.reduce(.zero, +).seconds
    }
  }

  let replicas: [Replica]
  /// With all models open; `nil` if the system does not say.
  let memory: ResidentMemory?

  var tokensPerSecond: Double { replicas.reduce(0) { $0 + $1.tokensPerSecond } }
}

struct ReplicaResult {
  let fileByteCount: Int
  /// One replica, and no other open.
  let alone: ReplicaRun
  let together: ReplicaRun
  let peak: PeakMemory

  var ratio: Double { together.tokensPerSecond / alone.tokensPerSecond }
}

/// The result of a benchmark of replicas and how it was run.
struct ReplicaReport {
  let path: String
  let benchmark: ReplicaBenchmark
  let result: ReplicaResult

  private var threadCount: Int { benchmark.options.threadCount }

  var json: JSONValue {
    [
      "schema_version": 1,
      "command": "bench",
      "model": .string(path),
      "tokens_per_second": .number(result.together.tokensPerSecond),
      "one_replica_tokens_per_second": .number(result.alone.tokensPerSecond),
      "ratio_to_one_replica": .number(result.ratio),
      "replicas": .array(
        result.together.replicas.indices.map { index in
          let replica = result.together.replicas[index]
          return [
            "cores": cores(of: index).map { .array($0.map { .integer($0) }) } ?? .null,
            "tokens_per_second": .number(replica.tokensPerSecond),
            "latency_ms": [
              "p50": .number(replica.latencies.quantile(0.5).milliseconds),
              "p95": .number(replica.latencies.quantile(0.95).milliseconds),
            ],
            "repetitions": .integer(replica.latencies.count),
          ]
        }),
      "private_bytes": count(result.together.memory?.privateByteCount),
      "one_replica_private_bytes": count(result.alone.memory?.privateByteCount),
      "shared_bytes": count(result.together.memory?.sharedByteCount),
      "pss_bytes": count(result.together.memory?.proportionalByteCount),
      "peak_rss_bytes": .integer(result.peak.byteCount),
      "file_bytes": .integer(result.fileByteCount),
      "kernel": .string(benchmark.options.kernels.name),
      "threads": .integer(threadCount),
      "batch": .integer(benchmark.benchmark.batch),
      "tokens": .integer(benchmark.benchmark.tokens.upperBound),
      "shortest_tokens": .integer(benchmark.benchmark.tokens.lowerBound),
      "seed": .integer(Int(clamping: benchmark.benchmark.seed)),
      "vectors_sha256": .string(result.alone.replicas[0].vectorChecksum.description),
    ]
  }

  private func count(_ value: Int?) -> JSONValue { value.map { .integer($0) } ?? .null }

  private func cores(of index: Int) -> [Int]? {
    index < benchmark.cores.count ? benchmark.cores[index] : nil
  }

  var text: String {
    var table = TextTable()
    for (index, replica) in result.together.replicas.enumerated() {
      table.append(
        "replica \(index + 1), \(place(of: index))", replica.tokensPerSecond.fixed(0) + " tokens/s",
        "p50 " + Figures.milliseconds(replica.latencies.quantile(0.5)))
    }
    table.append("all replicas", result.together.tokensPerSecond.fixed(0) + " tokens/s")
    table.append("one replica alone", result.alone.tokensPerSecond.fixed(0) + " tokens/s")
    table.append("ratio to one replica", result.ratio.fixed(2))
    if let memory = result.together.memory, let alone = result.alone.memory {
      table.append("private memory", Figures.bytes(memory.privateByteCount))
      table.append("of one replica alone", Figures.bytes(alone.privateByteCount))
      table.append("pages of files, shared", Figures.bytes(memory.sharedByteCount))
      if let count = memory.proportionalByteCount {
        table.append("proportional share (Pss)", Figures.bytes(count))
      }
    }
    table.append("peak memory", Figures.bytes(result.peak.byteCount))
    table.append("file", Figures.bytes(result.fileByteCount))
    return """
      \(path.escapingControlCharacters): \(benchmark.replicaCount) \
      \(benchmark.replicaCount == 1 ? "replica" : "replicas") of \(threadCount) \
      \(threadCount == 1 ? "thread" : "threads"), each \(benchmark.benchmark.shape), \
      kernel \(benchmark.options.kernels.name)
      \(table.text)
      """
  }

  private func place(of index: Int) -> String {
    guard let cores = cores(of: index) else { return "any core" }
    return (cores.count == 1 ? "core " : "cores ") + cores.map(String.init).joined(separator: ", ")
  }
}
