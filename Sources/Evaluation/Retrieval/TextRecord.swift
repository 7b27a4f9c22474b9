package import Base

/// A line of `queries.jsonl` or `corpus.jsonl`: an object with `_id`, `text` and perhaps `title`.
package struct TextRecord: Sendable, Equatable {
  /// The `_id`.
  package let identifier: Identifier
  /// The text.
  package let text: String
  /// The title, empty without one.
  package let title: String
  /// The number of the line, from 1.
  package let line: Int

  /// Takes all values as they are.
  package init(identifier: Identifier, text: String, title: String, line: Int) {
    self.identifier = identifier
    self.text = text
    self.title = title
    self.line = line
  }

  /// What is embedded of a document: title, a space and text, without white space at either end.
  ///
  /// Source: BEIR, `retrieval/models/util.py`, `extract_corpus_sentences`.
  package var document: String {
    let scalars = "\(title) \(text)".unicodeScalars
    guard let first = scalars.firstIndex(where: { !TextRecord.isSpace($0) }),
      let last = scalars.lastIndex(where: { !TextRecord.isSpace($0) })
    else { return "" }
    return String(String.UnicodeScalarView(scalars[first...last]))
  }

  /// What Python's `str.strip` takes away.
  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || ("\u{1c}"..."\u{1f}").contains(scalar)
  }
}

/// Reads records from the lines of a file; blank lines are passed over.
struct TextRecordReader {
  private let lines: LineReader

  /// - Throws: `RetrievalError.file` if `path` is no file that can be read twice, `.lines`.
  init(path: String) throws(RetrievalError) {
    lines = try RetrievalFiles.lines(of: path)
  }

  /// The next record, `nil` after the last.
  ///
  /// - Throws: `RetrievalError.lines`, `.json` or `.line`, naming the line.
  func next() throws(RetrievalError) -> TextRecord? {
    while let bytes = try RetrievalFiles.next(of: lines) {
      if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
      return try record(bytes)
    }
    return nil
  }

  private func record(_ bytes: [UInt8]) throws(RetrievalError) -> TextRecord {
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONValue(parsing: bytes)
    } catch {
      throw .json(place: lines.place, error)
    }
    guard let object = value.object else {
      throw .line(
        place: lines.place, expected: "an object with \"_id\" and \"text\"", found: value.kind)
    }
    let identifier = try string("_id", of: object)
    guard !identifier.isEmpty else {
      throw .line(place: "\(lines.place): _id", expected: "a name", found: "an empty one")
    }
    var title = ""
    if let value = object["title"], value != .null { title = try string("title", of: object) }
    return TextRecord(
      identifier: Identifier(identifier), text: try string("text", of: object), title: title,
      line: lines.lineNumber)
  }

  private func string(_ name: String, of object: JSONObject) throws(RetrievalError) -> String {
    guard let value = object[name]?.string else {
      throw .line(
        place: "\(lines.place): \(name)", expected: "a string",
        found: object[name]?.kind ?? "nothing")
    }
    return value
  }
}
