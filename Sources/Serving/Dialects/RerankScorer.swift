import Model
import Base
import Inference
import Tokenization

/// How near documents are to a query, by what a model says about each of them alone.
///
/// A model with heads for tokens is scored as bge-m3 was trained: dense + 0.3 sparse + ColBERT, of which it has,
/// over the sum of the weights. All others by the cosine of their vectors. Query and documents get the model's
/// prompts for them, if it has such.
struct RerankScorer: CustomStringConvertible {
  let served: ServedModel
  /// What is done with a query or document that is too long.
  var overflow = OverflowPolicy.truncate

  private let service: EmbeddingService
  private let outputs: OutputKinds

  /// What came of a query and its documents.
  struct Ranking {
    /// The documents' scores, in their order.
    let scores: [Double]
    /// The documents' indices by falling score, those of equal scores in their order.
    let order: [Int]
    /// How many tokens query and documents have.
    let tokenCount: Int
    /// How many of them were cut.
    let truncatedCount: Int
  }

  /// Scores by `served`, of the shelf of `service`.
  init(_ served: ServedModel, _ service: EmbeddingService) {
    self.served = served
    self.service = service
    let heads = served.model.configuration.heads
    var outputs = OutputKinds()
    if heads.sparse { outputs.insert(.sparse) }
    if heads.colbert { outputs.insert(.colbert) }
    self.outputs = outputs
  }

  /// The way of scoring, in a few words.
  var description: String {
    switch (outputs.contains(.sparse), outputs.contains(.colbert)) {
    case (true, true): "bi-encoder: (dense + 0.3 sparse + colbert) / 2.3"
    case (true, false): "bi-encoder: (dense + 0.3 sparse) / 1.3"
    case (false, true): "bi-encoder: (dense + colbert) / 2"
    case (false, false): "bi-encoder: cosine"
    }
  }

  /// - Throws: `ServingError` as `EmbeddingService.answer` does; a document's index is its own.
  func ranking(
    of documents: [String], for query: String, from connection: ConnectionID
  ) async throws(ServingError) -> Ranking {
    let asked: EmbeddingAnswer
    do throws(ServingError) {
      asked = try await answer([query], for: "query", connection)
    } catch .inference(.text(_, let error)) {
      throw .inference(error)
    }
    let reference = asked.outputs[0].embedding
    var (tokenCount, truncatedCount) = (asked.tokenCount, asked.truncatedCount)
    var scores: [Double] = []
    scores.reserveCapacity(documents.count)
    for range in parts(of: documents) {
      let answer: EmbeddingAnswer
      do throws(ServingError) {
        answer = try await self.answer(Array(documents[range]), for: "document", connection)
      } catch .inference(let error) {
        throw .inference(error.shifted(by: range.lowerBound))
      }
      tokenCount += answer.tokenCount
      truncatedCount += answer.truncatedCount
      scores += answer.outputs.map { score(reference, $0.embedding) }
    }
    let order = documents.indices.sorted { first, second in
      (-scores[first], first) < (-scores[second], second)
    }
    return Ranking(
      scores: scores, order: order, tokenCount: tokenCount, truncatedCount: truncatedCount)
  }

  private func score(_ query: TextEmbedding, _ document: TextEmbedding) -> Double {
    outputs.isEmpty
      ? Cosine.of(query.dense, document.dense) : HybridScore.trained.score(query, document)
  }

  private func answer(
    _ texts: [String], for purpose: String, _ connection: ConnectionID
  ) async throws(ServingError) -> EmbeddingAnswer {
    var call = EmbeddingCall(model: served.name, inputs: texts.map { .text($0) })
    let names = served.model.sentence.prompts.map(\.name)
    if [TextPurpose.query, .document].contains(where: { $0.promptName(among: names) != nil }) {
      call.prompt = .purpose(field: "input_type", word: purpose)
    }
    call.outputs = outputs
    call.overflow = overflow
    return try await service.answer(to: call, from: connection)
  }

  /// Ranges of documents whose vectors of tokens are held at a time: of 16 KiB of text, or one document.
  private func parts(of documents: [String]) -> [Range<Int>] {
    guard outputs.contains(.colbert) else { return [0..<documents.count] }
    var parts: [Range<Int>] = []
    var (first, byteCount) = (0, 0)
    for (index, document) in documents.enumerated() {
      if index > first, byteCount + document.utf8.count > 16384 {
        parts.append(first..<index)
        (first, byteCount) = (index, 0)
      }
      byteCount += document.utf8.count
    }
    return parts + [first..<documents.count]
  }
}
