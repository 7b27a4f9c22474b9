import Base
import Hashing
import Inference
import Kernels
import Model

/// Measures a model: time to the first vector, then throughput on seeded random tokens.
struct Benchmark {
  let batch: Int
  /// Tokens of the first and the last sequence; the lengths between are spread evenly.
  let tokens: ClosedRange<Int>
  /// How long to repeat.
  let seconds: Double
  let seed: UInt64

  /// The batch in words, such as `32 x 128 tokens`.
  var shape: String {
    let (low, high) = (tokens.lowerBound, tokens.upperBound)
    return "\(batch) x \(low == high ? "\(low)" : "\(low) to \(high)") tokens"
  }

  /// Opens the model and runs it; the first repetition warms up and is not counted.
  ///
  /// - Throws: what opening and running throw, and `CommandLineError.model` if a vector is not
  ///   finite or a repetition's vectors are not the first's, bit for bit.
  func run(_ file: ModelFile, options: RuntimeOptions) throws -> BenchmarkResult {
    let clock = ContinuousClock()
    let start = clock.now
    let opened = try file.open(options: options)
    let model = opened.model
    let load = clock.now - start
    try embedShortText(model)
    let firstEmbedding = clock.now - start

    let sequences = randomTokens(below: model.configuration.vocabularySize)
    let vectors = try model.embed(tokens: sequences)
    try checkFinite(vectors, of: file)
    var latencies: [Duration] = []
    let processorTime = ProcessorTime.used
    let begin = clock.now
    repeat {
      let before = clock.now
      let again = try model.embed(tokens: sequences)
      latencies.append(clock.now - before)
      try checkEqual(again, vectors, of: file)
    } while (clock.now - begin).seconds < seconds
    // While the model is open: its pages of the file go with it.
    let memory = withExtendedLifetime(model) { PeakMemory() }
    return BenchmarkResult(
      fileByteCount: opened.byteCount, load: load, firstEmbedding: firstEmbedding,
      latencies: latencies.sorted(),
      processorTime: ProcessorTime.used - processorTime,
      tokenCount: latencies.count * sequences.map(\.count).reduce(0, +),
      vectorChecksum: checksum(vectors),
      memory: memory)
  }

  func randomTokens(below vocabularySize: Int) -> [[Int32]] {
    var random = SplitMix64(seed: seed)
    return (0..<batch).map { index in
      (0..<tokenCount(of: index)).map { _ in
        Int32.random(in: 0..<Int32(vocabularySize), using: &random)
      }
    }
  }

  private func tokenCount(of index: Int) -> Int {
    let span = tokens.upperBound - tokens.lowerBound
    return tokens.lowerBound + span * index / max(batch - 1, 1)
  }

  func embedShortText(_ model: EmbeddingModel) throws {
    if model.tokenizer == nil {
      _ = try model.embed(tokens: [[0, 1, 2, 3]])
    } else {
      _ = try model.embed(texts: ["Where is the station?"])
    }
  }

  func checkFinite(_ vectors: [[Float]], of file: ModelFile) throws {
    for (row, vector) in vectors.enumerated() {
      guard let column = vector.firstIndex(where: { !$0.isFinite }) else { continue }
      throw CommandLineError.model(
        path: file.path,
        reason:
          "vector \(row), element \(column): expected a finite number, found \(vector[column])")
    }
  }

  func checkEqual(_ found: [[Float]], _ expected: [[Float]], of file: ModelFile) throws {
    for (row, pair) in zip(found, expected).enumerated() {
      let differs = zip(pair.0, pair.1).contains { $0.bitPattern != $1.bitPattern }
      guard differs || pair.0.count != pair.1.count else { continue }
      throw CommandLineError.model(
        path: file.path,
        reason: "vector \(row): expected the same bits in every repetition, found others")
    }
  }

  /// The hash of all vectors, little-endian: the same for every kernel and any number of threads.
  func checksum(_ vectors: [[Float]]) -> Checksum {
    let words = vectors.joined().map(\.bitPattern)
    return Checksum(
      of: words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } })
  }
}

struct BenchmarkResult {
  /// The size of the `.crest` or of all files of weights, in bytes.
  let fileByteCount: Int
  /// From before the file was opened until the model was ready.
  let load: Duration
  /// From before the file was opened until the vector of a short text was there.
  let firstEmbedding: Duration
  let latencies: [Duration]
  /// The processor time of all repetitions on all cores.
  let processorTime: Duration
  let tokenCount: Int
  let vectorChecksum: Checksum
  /// At the end, with the model still open.
  let memory: PeakMemory

  var tokensPerSecond: Double { Double(tokenCount) / latencies.reduce(.zero, +).seconds }

  /// Hardly depends on what else runs on the machine, unlike the time by the clock.
  var processorSecondsPerBatch: Double { processorTime.seconds / Double(latencies.count) }

  /// The latency that this share of the repetitions did not exceed.
  func latency(quantile: Double) -> Duration { latencies.quantile(quantile) }
}

extension [Duration] {
  /// What this share of the durations, which are sorted, does not exceed.
  ///
  /// - Precondition: there is one at least.
  func quantile(_ share: Double) -> Duration {
    let rank = Int((share * Double(count)).rounded(.up))
    return self[Swift.min(Swift.max(rank, 1), count) - 1]
  }
}

/// The result of a benchmark and how it was run.
struct BenchmarkReport {
  let path: String
  let benchmark: Benchmark
  let result: BenchmarkResult
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
      "file_bytes": .integer(result.fileByteCount),
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
    table.append("latency p50", Figures.milliseconds(result.latency(quantile: 0.5)))
    table.append("latency p95", Figures.milliseconds(result.latency(quantile: 0.95)))
    table.append(
      "processor time per batch",
      (result.processorSecondsPerBatch * 1000).fixed(2) + " ms")
    table.append("load", Figures.milliseconds(result.load))
    table.append("first embedding", Figures.milliseconds(result.firstEmbedding))
    table.append("peak memory", Figures.bytes(result.memory.byteCount))
    if let count = result.memory.ownByteCount {
      table.append("of which not file pages", Figures.bytes(count))
    }
    table.append("file", Figures.bytes(result.fileByteCount))
    return """
      \(path): \(benchmark.shape), \(result.latencies.count) \
      repetitions, kernel \(kernel), \(threadCount) \(threadCount == 1 ? "thread" : "threads")
      \(table.text)
      """
  }
}
