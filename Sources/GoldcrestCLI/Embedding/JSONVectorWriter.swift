import Base

/// Writes vectors as JSON: an object per line, or one object that holds all.
struct JSONVectorWriter: VectorWriter {
  private var output: OutputFile
  /// The members that precede the vectors in the one object; `nil` for lines.
  private let head: JSONObject?
  private let writesDense: Bool
  private var count = 0

  init(lines output: OutputFile, writesDense: Bool) {
    self.output = output
    self.writesDense = writesDense
    head = nil
  }

  init(object output: OutputFile, head: JSONObject, writesDense: Bool) {
    self.output = output
    self.head = head
    self.writesDense = writesDense
  }

  var isClosed: Bool { output.isClosed }

  mutating func write(_ rows: [EmbeddingRow]) throws {
    guard !rows.isEmpty else { return }
    var text = ""
    for row in rows {
      if let head { text += count == 0 ? opening(head) : "," }
      text += row.jsonText(writesDense: writesDense)
      if head == nil { text += "\n" }
      count += 1
    }
    try output.append(Array(text.utf8))
  }

  mutating func finish() throws {
    if let head { try output.append(Array(((count == 0 ? opening(head) : "") + "]}\n").utf8)) }
    try output.finish()
  }

  private func opening(_ head: JSONObject) -> String {
    "\(JSONValue.object(head).text.dropLast()),\"embeddings\":["
  }
}
