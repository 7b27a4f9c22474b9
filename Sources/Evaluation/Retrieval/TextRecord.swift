package import Base

/// A line of `queries.jsonl` or `corpus.jsonl`: an object with `_id`, `text` and perhaps `title`.
package struct TextRecord: Sendable, Equatable {
  /// The `_id`.
  package let identifier: Identifier
  package let text: String
  /// The title, empty without one.
  package let title: String
  /// The number of the line, from 1.
  package let line: Int

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

extension TextRecord {
  /// The error about a record of `path` whose identifier an earlier line has.
  func isSecond(of path: String, firstLine: Int) -> EvaluationError {
    .malformed(
      place: "\(path): line \(line)", expected: "every _id once",
      found: "\"\(identifier)\" of line \(firstLine) again")
  }
}

/// Reads records from the lines of a file; blank lines are passed over.
struct TextRecordReader {
  private let lines: TextLines

  /// - Throws: `EvaluationError.file` if `path` is no file that can be read twice, `.lines`.
  init(path: String) throws(EvaluationError) {
    try RetrievalFiles.checkRegular(path)
    lines = try wrapping(EvaluationError.lines, TextLines(path: path, format: .jsonLines))
  }

  /// The next record, `nil` after the last.
  ///
  /// - Throws: `EvaluationError.lines` naming the line.
  func next() throws(EvaluationError) -> TextRecord? {
    try wrapping(EvaluationError.lines, record())
  }

  private func record() throws(LineReadingError) -> TextRecord? {
    guard case .object(let fields) = try lines.next() else { return nil }
    let identifier = try fields.string("_id")
    guard !identifier.isEmpty else {
      throw try fields.member("_id").failure(expected: "a name", found: "an empty one")
    }
    return TextRecord(
      identifier: Identifier(identifier), text: try fields.string("text"),
      title: try fields.optionalString("title") ?? "", line: lines.lineNumber)
  }
}
