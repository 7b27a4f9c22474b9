import Bytes

/// One vector with what is worth knowing about its text.
struct EmbeddingRow {
  let id: JSONValue
  let vector: [Float]
  let tokenCount: Int
  /// Tokens of the text that did not fit the model.
  let truncatedCount: Int

  /// One JSON object; every component in the shortest form that gives the same binary32 again.
  var jsonText: String {
    var text = "{\"_id\":\(id.text),\"embedding\":["
    for (index, value) in vector.enumerated() {
      if index > 0 { text += "," }
      text += value.description
    }
    text += "],\"tokens\":\(tokenCount),\"truncated\":\(truncatedCount)}"
    return text
  }
}
