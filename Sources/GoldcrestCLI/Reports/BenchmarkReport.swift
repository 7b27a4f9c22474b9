import Base

/// What a benchmark found, with what it was run with.
struct BenchmarkReport {
  let path: String
  let benchmark: Benchmark
  let result: BenchmarkResult
  let fileByteCount: Int
  let kernel: String
  let threadCount: Int

  var json: JSONValue {
    [
      "schema_version": 1,
      "command": "bench",
      "model": .string(path),
      "tokens_per_second": .number(result.tokensPerSecond),
      "latency_ms": [
        "p50": .number(result.latency(quantile: 0.5).milliseconds),
        "p95": .number(result.latency(quantile: 0.95).milliseconds),
      ],
      "cpu_seconds_per_batch": .number(result.processorSecondsPerBatch),
      "load_ms": .number(result.load.milliseconds),
      "first_embedding_ms": .number(result.firstEmbedding.milliseconds),
      "peak_rss_bytes": .integer(result.memory.byteCount),
      "own_bytes": result.memory.ownByteCount.map { .integer($0) } ?? .null,
      "file_bytes": .integer(fileByteCount),
      "kernel": .string(kernel),
      "threads": .integer(threadCount),
      "batch": .integer(benchmark.batch),
      "tokens": .integer(benchmark.tokens.upperBound),
      "shortest_tokens": .integer(benchmark.tokens.lowerBound),
      "repetitions": .integer(result.latencies.count),
      "seed": .integer(Int(clamping: benchmark.seed)),
      "vectors_sha256": .string(result.vectorChecksum.description),
    ]
  }

  var text: String {
    var table = TextTable()
    table.append("tokens per second", result.tokensPerSecond.fixed(0))
    table.append("latency p50", milliseconds(result.latency(quantile: 0.5)))
    table.append("latency p95", milliseconds(result.latency(quantile: 0.95)))
    table.append(
      "processor time per batch",
      (result.processorSecondsPerBatch * 1000).fixed(2) + " ms")
    table.append("load", milliseconds(result.load))
    table.append("first embedding", milliseconds(result.firstEmbedding))
    table.append("peak memory", Figures.bytes(result.memory.byteCount))
    if let count = result.memory.ownByteCount {
      table.append("of it not pages of files", Figures.bytes(count))
    }
    table.append("file", Figures.bytes(fileByteCount))
    return """
      \(path): \(benchmark.batch) x \(tokens) tokens, \(result.latencies.count) \
      repetitions, kernel \(kernel), \(threadCount) \(threadCount == 1 ? "thread" : "threads")
      \(table.text)
      """
  }

  private var tokens: String {
    let (low, high) = (benchmark.tokens.lowerBound, benchmark.tokens.upperBound)
    return low == high ? "\(low)" : "\(low) to \(high)"
  }

  private func milliseconds(_ duration: Duration) -> String {
    duration.milliseconds.fixed(2) + " ms"
  }
}
