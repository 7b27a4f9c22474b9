import Architectures
import Inference
import Kernels

/// Measures a model: time to the first vector, then throughput on seeded random tokens.
struct Benchmark {
  /// Sequences that are embedded together.
  let batch: Int
  /// Tokens of each.
  let tokens: Int
  /// How long to repeat.
  let seconds: Double
  /// Where the random tokens begin.
  let seed: UInt64

  /// What a benchmark measured.
  struct Result {
    /// From before the file was opened until the model was ready.
    let load: Duration
    /// From before the file was opened until the vector of a short text was there.
    let firstEmbedding: Duration
    /// The time of each repetition, ascending.
    let latencies: [Duration]
    /// The time of all repetitions.
    let total: Duration
    let tokenCount: Int

    var tokensPerSecond: Double { Double(tokenCount) / total.seconds }

    /// The latency that this share of the repetitions did not exceed.
    func latency(quantile: Double) -> Duration {
      let rank = Int((quantile * Double(latencies.count)).rounded(.up))
      return latencies[min(max(rank, 1), latencies.count) - 1]
    }
  }

  /// Opens the model and runs it; the first repetition warms up and is not counted.
  func run(_ file: ModelFile, options: RuntimeOptions) throws -> Result {
    let clock = ContinuousClock()
    let start = clock.now
    let model = try file.open(options: options)
    let load = clock.now - start
    try embedShortText(model)
    let firstEmbedding = clock.now - start

    var random = SplitMix64(seed: seed)
    let sequences = (0..<batch).map { _ in
      (0..<tokens).map { _ in
        Int32.random(in: 0..<Int32(model.configuration.vocabularySize), using: &random)
      }
    }
    _ = try model.embed(tokens: sequences)
    var latencies: [Duration] = []
    let begin = clock.now
    repeat {
      let before = clock.now
      _ = try model.embed(tokens: sequences)
      latencies.append(clock.now - before)
    } while (clock.now - begin).seconds < seconds
    return Result(
      load: load, firstEmbedding: firstEmbedding, latencies: latencies.sorted(),
      total: clock.now - begin, tokenCount: latencies.count * batch * tokens)
  }

  private func embedShortText(_ model: EmbeddingModel) throws {
    if model.tokenizer == nil {
      _ = try model.embed(tokens: [[0, 1, 2, 3]])
    } else {
      _ = try model.embed(texts: ["Where is the station?"])
    }
  }
}
