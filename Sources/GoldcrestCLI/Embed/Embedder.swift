import Base
import Inference
import Model
import Tokenization

/// Embeds records batch by batch, in order, in bounded memory.
struct Embedder {
  /// The approximate number of texts, and of bytes of text, in memory at a time.
  private static let recordCount = 64
  private static let byteCount = 1 << 20

  let model: EmbeddingModel
  let prompt: EmbeddingModel.PromptChoice
  let overflow: OverflowPolicy
  let outputs: OutputKinds
  let dimensions: Int?
  let encoder: VectorEncoder
  /// What was dropped from texts that were too long.
  private(set) var truncation = Truncation()

  /// How many texts were truncated, and by how much.
  struct Truncation {
    var textCount = 0
    var truncatedCount = 0
    var droppedTokenCount = 0
  }

  init(
    model: EmbeddingModel, prompt: EmbeddingModel.PromptChoice, overflow: OverflowPolicy,
    outputs: OutputKinds = [], dimensions: Int?, encoder: VectorEncoder
  ) {
    self.model = model
    self.prompt = prompt
    self.overflow = overflow
    self.outputs = outputs
    self.dimensions = dimensions
    self.encoder = encoder
  }

  /// Embeds everything; stops early, without an error, if the reader goes away.
  ///
  /// - Throws: `CommandLineError` naming the line or text that is refused.
  mutating func run(_ records: inout InputRecords, into writer: inout any VectorWriter) throws {
    while !writer.isClosed {
      let batch = try records.nextBatch(
        recordCount: Embedder.recordCount, byteCount: Embedder.byteCount)
      if batch.isEmpty { break }
      try writer.write(try rows(of: batch))
    }
    try writer.finish()
  }

  /// The vectors of everything at once.
  ///
  /// - Throws: `CommandLineError` as `run` does, and if there is no text or there are too many.
  mutating func allRows(
    of records: inout InputRecords
  ) throws(CommandLineError) -> [EmbeddingRow] {
    var all: [EmbeddingRow] = []
    while true {
      let batch = try records.nextBatch(
        recordCount: Embedder.recordCount, byteCount: Embedder.byteCount)
      if batch.isEmpty { break }
      all += try rows(of: batch)
      guard all.count <= SimilarityMatrix.limit else {
        throw .input(
          place: records.name,
          reason: "expected at most \(SimilarityMatrix.limit) texts to compare, found more")
      }
    }
    guard !all.isEmpty else { throw .noTexts(place: records.name) }
    return all
  }

  /// The warning about texts that were too long; `nil` if none was.
  var truncationWarning: String? {
    guard truncation.truncatedCount > 0 else { return nil }
    return """
      \(truncation.truncatedCount) of \(truncation.textCount) texts truncated to \
      \(model.sentence.maximumTokenCount) tokens, \
      \(Figures.grouped(truncation.droppedTokenCount)) tokens dropped (--overflow error refuses \
      such texts)
      """
  }

  /// The vectors of some records.
  mutating func rows(of batch: [InputRecord]) throws(CommandLineError) -> [EmbeddingRow] {
    var tokens: [[Int32]] = []
    var dropped: [Int] = []
    for record in batch {
      switch record.content {
      case .tokens(let ids):
        tokens.append(ids)
        dropped.append(0)
      case .text(let text):
        let encoding = try tokenize(text, of: record)
        tokens.append(encoding.ids)
        dropped.append(encoding.droppedTokenCount)
      }
    }
    let embeddings: [TextEmbedding]
    do throws(InferenceError) {
      embeddings = try model.embeddings(tokens: tokens, outputs: outputs, dimensions: dimensions)
    } catch {
      throw Embedder.failure(error, batch)
    }
    truncation.textCount += batch.count
    truncation.truncatedCount += dropped.count { $0 > 0 }
    truncation.droppedTokenCount += dropped.reduce(0, +)
    var rows: [EmbeddingRow] = []
    for index in batch.indices {
      let vector = encoder.stored(embeddings[index].dense)
      guard vector.precision != .float16 || vector.elements.allSatisfy(\.isFinite) else {
        throw .input(
          place: batch[index].place,
          reason: "expected components of at most 65504 for float16, found a larger one")
      }
      rows.append(
        EmbeddingRow(
          id: batch[index].id, embedding: embeddings[index], vector: vector,
          tokenCount: tokens[index].count, truncatedCount: dropped[index]))
    }
    return rows
  }

  private func tokenize(
    _ text: String, of record: InputRecord
  ) throws(CommandLineError) -> Encoding {
    do throws(InferenceError) {
      return try model.tokenize(text, prompt: prompt, overflow: overflow)
    } catch {
      throw .input(place: record.place, reason: error.description)
    }
  }

  /// The runtime counts within the batch; the user counts lines.
  private static func failure(
    _ error: InferenceError, _ batch: [InputRecord]
  ) -> CommandLineError {
    let (index, reason): (Int, String) =
      switch error {
      case .noTokens(let index): (index, "expected at least one token, found none")
      case .tooManyTokens(let index, let expected, let found):
        (index, "expected at most \(expected) tokens, found \(found)")
      case .unknownToken(let index, let expected, let found):
        (index, "expected token ids from 0 to \(expected - 1), found \(found)")
      case .notFinite(let index): (index, "the vector has a value that is NaN or infinite")
      default: (-1, error.description)
      }
    guard batch.indices.contains(index) else { return .input(place: "embed", reason: reason) }
    return .input(place: batch[index].place, reason: reason)
  }
}

/// The outputs of a model for one text, with its identifier and token counts.
struct EmbeddingRow {
  let id: JSONValue
  let embedding: TextEmbedding
  /// The pooled vector in the requested precision.
  let vector: StoredVector
  let tokenCount: Int
  /// Tokens of the text beyond the model's maximum length.
  let truncatedCount: Int

  /// One JSON object; every number is the shortest that reads back as the same binary32.
  func jsonText(writesDense: Bool) -> String {
    var text = "{\"_id\":\(id.text)"
    if writesDense { text += ",\"embedding\":\(vectorText)" }
    if let weights = embedding.sparse {
      let members = weights.map { "\"\($0.id)\":\($0.weight)" }
      text += ",\"sparse\":{\(members.joined(separator: ","))}"
    }
    if let vectors = embedding.colbert {
      text += ",\"colbert\":[\(vectors.map(EmbeddingRow.list).joined(separator: ","))]"
    }
    return text + ",\"tokens\":\(tokenCount),\"truncated\":\(truncatedCount)}"
  }

  private var vectorText: String {
    switch vector.precision {
    case .float32, .float16: EmbeddingRow.list(vector.elements)
    case .int8, .uint8, .binary, .ubinary: EmbeddingRow.list(vector.elements.map { Int($0) })
    }
  }

  private static func list(_ values: [some CustomStringConvertible]) -> String {
    var text = "["
    for (index, value) in values.enumerated() {
      if index > 0 { text += "," }
      text += value.description
    }
    return text + "]"
  }
}
