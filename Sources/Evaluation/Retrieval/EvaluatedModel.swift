import Base
import Model
package import Inference

/// A model with the prompts that it is evaluated with.
package struct EvaluatedModel: Sendable {
  package let model: EmbeddingModel
  /// The size that was asked for; `nil` for the model's own.
  package let dimensions: Int?

  let queries: VectorRun
  let documents: VectorRun

  package var size: Int { queries.dimensions }

  /// What is put before a query.
  package var queryPrompt: String { queries.prompt }
  /// What is put before a document.
  package var documentPrompt: String { documents.prompt }

  /// The names by which a model's prompt for queries is found.
  package static let queryPromptNames = ["query"]
  /// The names by which a model's prompt for documents is found, the first that there is.
  package static let documentPromptNames = ["document", "passage", "corpus"]

  /// Takes the prompts that are chosen; for `nil` those of the names above, else the model's default
  /// one.
  ///
  /// - Throws: `InferenceError.unknownPrompt`, `.unsupportedDimensions`, or `.noTokenizer` for a
  ///   model that takes token ids only.
  package init(
    _ model: EmbeddingModel, queryPrompt: EmbeddingModel.PromptChoice? = nil,
    documentPrompt: EmbeddingModel.PromptChoice? = nil, dimensions: Int? = nil
  ) throws(InferenceError) {
    guard model.tokenizer != nil else { throw .noTokenizer }
    self.model = model
    self.dimensions = dimensions
    queries = try VectorRun(
      model,
      prompt: queryPrompt ?? EvaluatedModel.usual(EvaluatedModel.queryPromptNames, of: model),
      dimensions: dimensions)
    documents = try VectorRun(
      model,
      prompt: documentPrompt ?? EvaluatedModel.usual(EvaluatedModel.documentPromptNames, of: model),
      dimensions: dimensions)
  }

  private static func usual(
    _ names: [String], of model: EmbeddingModel
  ) -> EmbeddingModel.PromptChoice {
    names.first { name in
      model.sentence.prompts.contains { $0.name.hasSameBytes(as: name) }
    }.map { .named($0) } ?? .modelDefault
  }

  /// Whether vectors are made longer or shorter before they are compared.
  package var changesLengths: Bool {
    !model.sentence.normalizes && model.sentence.similarity != "dot"
  }

  /// A query or a document.
  typealias Entry = (identifier: Identifier, text: String)

  /// The vectors of queries or documents `[N][D]`, by `queries` or `documents`, and how many texts
  /// were cut.
  ///
  /// The vectors are of length 1 unless the model compares by plain products, as BEIR's and MTEB's
  /// cosine similarity does.
  ///
  /// - Throws: `EvaluationError.model` naming the entry.
  func vectors(
    of entries: [Entry], by run: VectorRun, progress: (_ doneCount: Int) -> Void
  ) throws(EvaluationError) -> (vectors: [[Float]], cutCount: Int) {
    var vectors: [[Float]] = []
    var cutCount = 0
    for first in stride(from: 0, to: entries.count, by: VectorRun.textCount) {
      let part = entries[first..<min(entries.count, first + VectorRun.textCount)]
      do throws(InferenceError) {
        for output in try run.outputs(of: part.map { .text($0.text) }) {
          let vector = output.embedding.dense
          vectors.append(changesLengths ? Cosine.normalized(vector) : vector)
          cutCount += output.droppedTokenCount > 0 ? 1 : 0
        }
      } catch {
        // The runtime counts in the part; the user knows identifiers.
        guard case .text(let index, let reason) = error else {
          throw .model(place: "embedding", error)
        }
        throw .model(place: "\"\(entries[first + index].identifier.text)\"", reason)
      }
      progress(part.count)
    }
    return (vectors, cutCount)
  }
}
