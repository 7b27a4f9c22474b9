import Architectures
import Inference

/// A model's answers to a list of token sequences, with the routing on the way.
struct ModelRun {
  /// The vectors, `[N][dimensions]`.
  private(set) var embeddings: [[Float]] = []
  /// The lengths of the pooled vectors before the normalisation, if they were asked for.
  private(set) var pooledNorms: [Double] = []
  /// For each text, the experts `[layers with experts, tokens, chosen]`, ascending per token.
  private(set) var experts: [[Int32]] = []

  /// Runs `model` batch by batch, so that a trace never holds more than one batch.
  init(
    of model: EmbeddingModel, tokens: [[Int32]], dimensions: Int, keepsPooledNorms: Bool,
    progress: (Int) -> Void
  ) throws(VerificationError) {
    let keepsHidden = keepsPooledNorms && model.sentence.normalizes
    for batch in ModelRun.batches(of: tokens, tokenCount: model.options.tokensPerBatch) {
      let trace = ForwardTrace(keepsHidden: keepsHidden)
      let sequences = Array(tokens[batch])
      let vectors: [[Float]]
      do throws(InferenceError) {
        vectors = try model.embed(tokens: sequences, dimensions: dimensions, trace: trace)
      } catch {
        throw .inference(error.shifted(by: batch.lowerBound))
      }
      embeddings += vectors
      if keepsPooledNorms, !keepsHidden {
        pooledNorms += vectors.map { Similarity.norm($0.map(Double.init)) }
      }
      var row = 0
      for sequence in sequences {
        let rows = row..<row + sequence.count
        if keepsHidden { pooledNorms.append(ModelRun.norm(trace, rows, dimensions, model)) }
        experts.append(ModelRun.experts(trace, rows, model.configuration.expertsPerToken))
        row = rows.upperBound
      }
      progress(batch.upperBound)
    }
  }

  /// Ranges of sequences of at most `tokenCount` tokens together, but at least one sequence.
  static func batches(of tokens: [[Int32]], tokenCount: Int) -> [Range<Int>] {
    var batches: [Range<Int>] = []
    var (first, sum) = (0, 0)
    for (index, sequence) in tokens.enumerated() {
      if index > first, sum + sequence.count > tokenCount {
        batches.append(first..<index)
        (first, sum) = (index, 0)
      }
      sum += sequence.count
    }
    if first < tokens.count { batches.append(first..<tokens.count) }
    return batches
  }

  /// The length of what the pooling makes of the rows of the last hidden state.
  private static func norm(
    _ trace: ForwardTrace, _ rows: Range<Int>, _ dimensions: Int, _ model: EmbeddingModel
  ) -> Double {
    let width = model.configuration.hiddenSize
    let states = trace.hidden[model.configuration.layerCount]
    let pooled = model.sentence.pooling == .cls ? rows.lowerBound..<rows.lowerBound + 1 : rows
    var sum = [Double](repeating: 0, count: dimensions)
    for row in pooled {
      for column in 0..<dimensions { sum[column] += Double(states[row * width + column]) }
    }
    return Similarity.norm(sum) / Double(pooled.count)
  }

  private static func experts(
    _ trace: ForwardTrace, _ rows: Range<Int>, _ chosenCount: Int
  ) -> [Int32] {
    trace.experts.keys.sorted().flatMap { layer in
      trace.experts[layer, default: []][
        rows.lowerBound * chosenCount..<rows.upperBound * chosenCount]
    }
  }
}

extension InferenceError {
  /// The same error where the texts were counted from `offset`.
  func shifted(by offset: Int) -> InferenceError {
    switch self {
    case .noTokens(let index): .noTokens(index: index + offset)
    case .tooManyTokens(let index, let expected, let found):
      .tooManyTokens(index: index + offset, expected: expected, found: found)
    case .unknownToken(let index, let expected, let found):
      .unknownToken(index: index + offset, expected: expected, found: found)
    case .notFinite(let index): .notFinite(index: index + offset)
    default: self
    }
  }
}
