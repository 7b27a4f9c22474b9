import Base

/// What a benchmark measured.
struct BenchmarkResult {
  /// From before the file was opened until the model was ready.
  let load: Duration
  /// From before the file was opened until the vector of a short text was there.
  let firstEmbedding: Duration
  /// The time of each repetition, ascending.
  let latencies: [Duration]
  /// What all cores worked for all repetitions together.
  let processorTime: Duration
  /// The tokens of all repetitions.
  let tokenCount: Int
  /// The hash of a batch's vectors.
  let vectorChecksum: Checksum
  /// At the end, with the model still open.
  let memory: PeakMemory

  var tokensPerSecond: Double {
    Double(tokenCount) / latencies.reduce(.zero, +).seconds
  }

  /// Hardly depends on what else runs on the machine, unlike the time by the clock.
  var processorSecondsPerBatch: Double { processorTime.seconds / Double(latencies.count) }

  /// The latency that this share of the repetitions did not exceed.
  func latency(quantile: Double) -> Duration {
    let rank = Int((quantile * Double(latencies.count)).rounded(.up))
    return latencies[min(max(rank, 1), latencies.count) - 1]
  }
}
