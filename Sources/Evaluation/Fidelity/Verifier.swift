import Model
import Inference
import Tokenization

/// Compares a model with golden vectors, with another model, or with published figures.
public enum Verifier {
  /// How many of all texts are done.
  public typealias Progress = (_ doneCount: Int, _ totalCount: Int) -> Void

  /// The size to compare at: `dimensions`, one that `model` lists, at most `limit`.
  static func width(
    of model: EmbeddingModel, _ dimensions: Int, limit: Int
  ) throws(VerificationError) -> Int {
    let listed = model.sentence.dimensions.filter { $0 <= limit }
    guard dimensions == model.configuration.hiddenSize || listed.contains(dimensions),
      dimensions <= limit
    else { throw .dimensions(expected: model.sentence.dimensions, found: min(dimensions, limit)) }
    return dimensions
  }

  /// The first `width` components of each vector, at length 1 if `normalizes`.
  package static func cut(_ vectors: [[Float]], to width: Int, normalizes: Bool) -> [[Float]] {
    guard let first = vectors.first, width < first.count else { return vectors }
    return vectors.map { vector in
      let part = Array(vector.prefix(width))
      let norm = Similarity.norm(part.map(Double.init))
      return normalizes && norm > 0 ? part.map { Float(Double($0) / norm) } : part
    }
  }

  /// The ids of `texts` by the model's own tokenizer, cut where the model cuts.
  static func tokens(
    of texts: [String], by model: EmbeddingModel, prompt: String
  ) throws(VerificationError) -> [[Int32]] {
    var tokens: [[Int32]] = []
    do throws(InferenceError) {
      for text in texts { tokens.append(try model.tokenize(text, prompt: .text(prompt)).ids) }
    } catch {
      throw .inference(error)
    }
    return tokens
  }
}
