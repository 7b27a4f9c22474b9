import Model
import Inference

/// A model's answers to token sequences, with the routing on the way, batch by batch.
struct ModelRun {
  let model: EmbeddingModel
  /// How many components the vectors have.
  let dimensions: Int
  /// Whether the lengths of the pooled vectors are kept.
  let keepsPooledNorms: Bool
  private let promptTokenCount: Int

  /// The vectors, `[N][dimensions]`.
  private(set) var embeddings: [[Float]] = []
  /// The lengths of the pooled vectors before the normalisation, if they were asked for.
  private(set) var pooledNorms: [Double] = []
  /// For each text, the experts `[layers with experts, tokens, chosen]`, ascending per token.
  private(set) var experts: [[Int32]] = []

  /// Begins without a text; all will have `prompt` before them.
  init(
    of model: EmbeddingModel, prompt: String, dimensions: Int, keepsPooledNorms: Bool
  ) throws(EvaluationError) {
    promptTokenCount = try EvaluationError.running(model.promptTokenCount(prompt))
    self.model = model
    self.dimensions = dimensions
    self.keepsPooledNorms = keepsPooledNorms
  }

  /// Runs the next texts together and returns their hidden states if all are to be kept.
  mutating func append(
    _ sequences: [[Int32]], keepsStates: Bool = false
  ) throws(EvaluationError) -> [[Float]] {
    let trace = ForwardTrace(keeping: keepsStates ? .all : .none)
    let vectors = try EvaluationError.running(
      after: embeddings.count,
      model.embed(
        tokens: sequences, promptTokenCount: promptTokenCount, dimensions: dimensions,
        trace: trace))
    embeddings += vectors
    if keepsPooledNorms { pooledNorms += trace.pooledLengths }
    var row = 0
    for sequence in sequences {
      let rows = row..<row + sequence.count
      experts.append(experts(trace, rows))
      row = rows.upperBound
    }
    return keepsStates ? trace.hidden : []
  }

  private func experts(_ trace: ForwardTrace, _ rows: Range<Int>) -> [Int32] {
    let chosenCount = model.configuration.expertsPerToken
    return trace.experts.keys.sorted().flatMap { layer in
      trace.experts[layer, default: []][
        rows.lowerBound * chosenCount..<rows.upperBound * chosenCount]
    }
  }
}
