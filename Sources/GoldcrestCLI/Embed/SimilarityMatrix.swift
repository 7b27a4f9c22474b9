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
    let vectors = rows.map { row in row.embedding.dense.map(Double.init) }
    let lengths = vectors.map { SimilarityMatrix.dot($0, $0).squareRoot() }
    scores = vectors.indices.map { first in
      vectors.indices.map { second in
        let product = lengths[first] * lengths[second]
        return product == 0 ? 0 : SimilarityMatrix.dot(vectors[first], vectors[second]) / product
      }
    }
  }

  /// Rows are queries, columns documents.
  init(_ rows: [EmbeddingRow], hybrid: HybridScore) {
    ids = rows.map { $0.id.string ?? $0.id.text }
    scores = rows.map { query in
      rows.map { hybrid.score(query.embedding, $0.embedding) }
    }
  }

  private static func dot(_ first: [Double], _ second: [Double]) -> Double {
    zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
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
