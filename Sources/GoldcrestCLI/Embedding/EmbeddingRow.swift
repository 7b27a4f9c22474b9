import Bytes
import Inference

/// What a model says about one text, with what is worth knowing about the text.
struct EmbeddingRow {
  let id: JSONValue
  let embedding: TextEmbedding
  let tokenCount: Int
  /// Tokens of the text that did not fit the model.
  let truncatedCount: Int

  /// One JSON object; every component in the shortest form that gives the same binary32 again.
  func jsonText(writesDense: Bool) -> String {
    var text = "{\"_id\":\(id.text)"
    if writesDense { text += ",\"embedding\":\(EmbeddingRow.list(embedding.dense))" }
    if let weights = embedding.sparse {
      let members = weights.map { "\"\($0.id)\":\($0.weight)" }
      text += ",\"sparse\":{\(members.joined(separator: ","))}"
    }
    if let vectors = embedding.colbert {
      text += ",\"colbert\":[\(vectors.map(EmbeddingRow.list).joined(separator: ","))]"
    }
    return text + ",\"tokens\":\(tokenCount),\"truncated\":\(truncatedCount)}"
  }

  private static func list(_ values: [Float]) -> String {
    var text = "["
    for (index, value) in values.enumerated() {
      if index > 0 { text += "," }
      text += value.description
    }
    return text + "]"
  }
}
