import Base
import Inference

/// What a model says about one text, with what is worth knowing about the text.
struct EmbeddingRow {
  let id: JSONValue
  let embedding: TextEmbedding
  /// The pooled vector in the precision that was asked for.
  let vector: StoredVector
  let tokenCount: Int
  /// Tokens of the text that did not fit the model.
  let truncatedCount: Int

  /// One JSON object; every number in the shortest form that gives the same binary32 again.
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
