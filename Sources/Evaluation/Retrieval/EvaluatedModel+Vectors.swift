import Base
import Model
import Inference
import Tokenization

extension EvaluatedModel {
  /// Texts that are embedded together.
  static let textsPerRun = 64

  /// The vectors of records `[N][D]`, of length 1 unless the model compares by plain products, and
  /// how many texts were cut.
  ///
  /// - Throws: `RetrievalError.model` naming the record.
  func vectors(
    of records: [(identifier: Identifier, text: String)], prompt: String,
    progress: (_ doneCount: Int) -> Void
  ) throws(RetrievalError) -> (vectors: [[Float]], cutCount: Int) {
    var vectors: [[Float]] = []
    var cutCount = 0
    for first in stride(from: 0, to: records.count, by: EvaluatedModel.textsPerRun) {
      let run = records[first..<min(records.count, first + EvaluatedModel.textsPerRun)]
      var tokens: [[Int32]] = []
      for (identifier, text) in run {
        let encoding: Encoding
        do throws(InferenceError) {
          encoding = try model.tokenize(text, prompt: .text(prompt))
        } catch {
          throw .model(place: "\"\(identifier)\"", error)
        }
        tokens.append(encoding.ids)
        if encoding.droppedTokenCount > 0 { cutCount += 1 }
      }
      do throws(InferenceError) {
        vectors += try model.embed(tokens: tokens, dimensions: dimensions).map(normalized)
      } catch {
        throw EvaluatedModel.failure(error, Array(run.map(\.identifier)))
      }
      progress(run.count)
    }
    return (vectors, cutCount)
  }

  /// Whether vectors are made longer or shorter before they are compared.
  public var changesLengths: Bool {
    !model.sentence.normalizes && model.sentence.similarity != "dot"
  }

  /// As BEIR's and MTEB's cosine similarity does.
  private func normalized(_ vector: [Float]) -> [Float] {
    guard changesLengths else { return vector }
    let norm = vector.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    return norm == 0 ? vector : vector.map { Float(Double($0) / norm) }
  }

  /// The runtime counts in the run; the user knows identifiers.
  private static func failure(
    _ error: InferenceError, _ identifiers: [Identifier]
  ) -> RetrievalError {
    guard case .notFinite(let index) = error, identifiers.indices.contains(index) else {
      return .model(place: "embedding", error)
    }
    return .model(place: "\"\(identifiers[index])\"", error)
  }
}
