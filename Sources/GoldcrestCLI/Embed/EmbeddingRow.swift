import Base
import Inference

/// What a text is answered with: its outputs, or why there are none.
typealias EmbeddingAnswer = Result<EmbeddingRow, Refusal>

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

/// Shows the beginning of every vector to a person at a terminal, where all digits would be 4 kB a text.
struct VectorPreview: VectorWriter {
  private static let valueCount = 3

  private var output: OutputFile
  private let writesDense: Bool
  private let report: ReportArguments

  /// Writes to `output`; the hint at the whole vectors is a message.
  init(_ output: OutputFile, writesDense: Bool, report: ReportArguments) {
    self.output = output
    self.writesDense = writesDense
    self.report = report
  }

  var isClosed: Bool { output.isClosed }

  mutating func write(_ answers: [EmbeddingAnswer]) throws {
    for answer in answers {
      let lines =
        switch answer {
        case .success(let row): [name(row.id) + text(of: row)] + details(of: row)
        case .failure(let refusal): [name(refusal.id) + "error: \(refusal.error)"]
        }
      let text = lines.map { $0.escapingControlCharacters + "\n" }.joined()
      try output.append(Array(text.utf8))
    }
  }

  mutating func finish() throws {
    try output.finish()
    report.say("note: a preview; --output-format jsonl, -o FILE or a pipe gives all values")
  }

  private func name(_ id: JSONValue) -> String { "\(id.string ?? id.text): " }

  private func text(of row: EmbeddingRow) -> String {
    let cut = row.truncatedCount > 0 ? " and \(row.truncatedCount) that did not fit" : ""
    let tokens = "\(row.tokenCount) tokens\(cut)"
    guard writesDense else { return tokens }
    let dense = row.embedding.dense
    let norm = dense.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    return "\(values(row.vector)) \(dense.count) dimensions, norm \(norm.fixed(4)), \(tokens)"
  }

  private func values(_ vector: StoredVector) -> String {
    let isFloat = vector.precision == .float32 || vector.precision == .float16
    let elements = vector.elements
    let first = elements.prefix(VectorPreview.valueCount).map { value in
      isFloat ? Double(value).fixed(4) : String(Int(value))
    }
    let rest = elements.count > first.count ? ", ..." : ""
    return "[\(first.joined(separator: ", "))\(rest)]"
  }

  /// The outputs of other heads.
  private func details(of row: EmbeddingRow) -> [String] {
    var lines: [String] = []
    if let weights = row.embedding.sparse {
      let largest = weights.sorted { $0.weight > $1.weight }.prefix(VectorPreview.valueCount)
      let list = largest.map { "\($0.id): \(Double($0.weight).fixed(4))" }.joined(separator: ", ")
      lines.append("  sparse: \(weights.count) weights" + (list.isEmpty ? "" : ", {\(list), ...}"))
    }
    if let vectors = row.embedding.colbert {
      let size = vectors.first.map { " of \($0.count) dimensions" } ?? ""
      lines.append("  colbert: \(vectors.count) vectors\(size)")
    }
    return lines
  }
}
