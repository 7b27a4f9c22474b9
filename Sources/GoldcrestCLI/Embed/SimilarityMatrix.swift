import Base
import Inference

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
