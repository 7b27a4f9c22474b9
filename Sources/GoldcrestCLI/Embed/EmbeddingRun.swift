import Base
import Inference
import Model

/// Embeds records batch by batch, in order, in bounded memory.
struct EmbeddingRun {
  /// The approximate number of bytes of text in memory at a time.
  private static let byteCount = 1 << 20

  private let run: VectorRun
  private let encoder: VectorEncoder
  private let batchCount: Int
  /// What was dropped from texts that were too long.
  private(set) var truncation = Truncation()

  /// How many texts were truncated, and by how much.
  struct Truncation {
    var textCount = 0
    var truncatedCount = 0
    var droppedTokenCount = 0
  }

  /// Embeds at most `batchCount` texts together.
  init(_ run: VectorRun, encoder: VectorEncoder, batchCount: Int) {
    self.run = run
    self.encoder = encoder
    self.batchCount = batchCount
  }

  /// Embeds everything, and answers what is there as soon as the input pauses; stops early, without an
  /// error, if the reader goes away.
  ///
  /// - Throws: `CommandLineError` naming the line or text that is refused.
  mutating func embed(_ records: inout InputRecords, into writer: inout any VectorWriter) throws {
    while !writer.isClosed {
      let batch = try records.nextBatch(
        recordCount: batchCount, byteCount: EmbeddingRun.byteCount)
      if batch.isEmpty { break }
      let (rows, failure) = rows(of: batch)
      try writer.write(rows)
      if let failure { throw failure }
    }
    try writer.finish()
  }

  /// The vectors of everything at once.
  ///
  /// - Throws: `CommandLineError` as `embed` does, and if there is no text or there are too many.
  mutating func allRows(of records: inout InputRecords) throws(CommandLineError) -> [EmbeddingRow] {
    var all: [EmbeddingRow] = []
    while true {
      let batch = try records.nextBatch(
        recordCount: batchCount, byteCount: EmbeddingRun.byteCount)
      if batch.isEmpty { break }
      let (rows, failure) = rows(of: batch)
      if let failure { throw failure }
      all += rows
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
      \(run.model.sentence.maximumTokenCount) tokens, \
      \(Figures.grouped(truncation.droppedTokenCount)) tokens dropped (--overflow error refuses \
      such texts)
      """
  }

  /// The vectors of some records, up to the first that is refused.
  private mutating func rows(
    of batch: [InputRecord]
  ) -> (rows: [EmbeddingRow], failure: CommandLineError?) {
    let outputs: [VectorRun.Output]
    do throws(InferenceError) {
      outputs = try run.outputs(of: batch.map(\.content))
    } catch {
      // The runtime counts in the batch; the user counts lines.
      guard case .text(let index, let reason) = error else {
        return ([], .input(place: "embed", reason: error.description))
      }
      let failure = CommandLineError.input(place: batch[index].place, reason: reason.description)
      guard index > 0 else { return ([], failure) }
      let before = rows(of: Array(batch[..<index]))
      return (before.rows, before.failure ?? failure)
    }
    truncation.textCount += batch.count
    truncation.truncatedCount += outputs.count { $0.droppedTokenCount > 0 }
    truncation.droppedTokenCount += outputs.reduce(0) { $0 + $1.droppedTokenCount }
    var rows: [EmbeddingRow] = []
    for (record, output) in zip(batch, outputs) {
      let vector = encoder.stored(output.embedding.dense)
      guard vector.precision != .float16 || vector.elements.allSatisfy(\.isFinite) else {
        let reason = "expected components of at most 65504 for float16, found a larger one"
        return (rows, .input(place: record.place, reason: reason))
      }
      rows.append(
        EmbeddingRow(
          id: record.id, embedding: output.embedding, vector: vector,
          tokenCount: output.tokenCount, truncatedCount: output.droppedTokenCount))
    }
    return (rows, nil)
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

/// The cosine, or another score, of every pair of some texts.
struct SimilarityMatrix {
  /// A table of more texts would not be read by anyone.
  static let limit = 1000

  private let ids: [String]
  private let scores: [[Double]]

  init(_ rows: [EmbeddingRow]) {
    ids = rows.map { $0.id.string ?? $0.id.text }
    scores = Cosine.matrix(of: rows.map(\.embedding.dense))
  }

  /// Rows are queries, columns documents.
  init(_ rows: [EmbeddingRow], hybrid: HybridScore) {
    ids = rows.map { $0.id.string ?? $0.id.text }
    scores = rows.map { query in
      rows.map { hybrid.score(query.embedding, $0.embedding) }
    }
  }

  var json: JSONValue {
    [
      "schema_version": 1,
      "command": "embed",
      "ids": .array(ids.map { .string($0) }),
      "similarity": .array(scores.map { .array($0.map { .number($0) }) }),
    ]
  }

  var text: String {
    var table = TextTable(header: [""] + ids)
    for (id, row) in zip(ids, scores) {
      table.append([id] + row.map { $0.fixed(4) })
    }
    return table.text
  }
}
