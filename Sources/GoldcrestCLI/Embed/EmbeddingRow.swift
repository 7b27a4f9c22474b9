import Base
import Inference

/// What a text is answered with: its outputs, or why there are none.
typealias EmbeddingAnswer = Result<EmbeddingRow, Refusal>

/// The outputs of a model for one text, with its identifier.
struct EmbeddingRow {
  let id: JSONValue
  let embedding: TextEmbedding
  /// The pooled vector in the requested precision.
  let vector: StoredVector
  /// How many tokens the text has; `nil` if a server has not said it.
  let tokens: Tokens?

  struct Tokens {
    /// How many the model was given.
    let count: Int
    /// How many of the text's were beyond the model's maximum length.
    let truncatedCount: Int
  }

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
    if let tokens {
      text += ",\"tokens\":\(tokens.count),\"truncated\":\(tokens.truncatedCount)"
    }
    return text + "}"
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
