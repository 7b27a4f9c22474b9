import Base

/// Which documents are relevant to which queries: the lines of a file of judgements.
struct Judgements {
  /// Of each query, in the order of the file, the scores of documents.
  private(set) var queries: [(query: Identifier, scores: [Identifier: Int], place: String)] = []

  private var indices: [Identifier: Int] = [:]

  /// Reads a file in one of two forms: BEIR's, a header and `query TAB document TAB score`, or
  /// TREC's, `query 0 document score` between spaces or tabs and without a header, as MIRACL has it.
  ///
  /// - Throws: `EvaluationError.file`, `.lines` or `.malformed` naming the line.
  init(path: String) throws(EvaluationError) {
    try RetrievalFiles.checkRegular(path)
    let lines = try wrapping(EvaluationError.lines, LineReader(path: path))
    var form: Form?
    while let bytes = try wrapping(EvaluationError.lines, lines.next()) {
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw .malformed(place: lines.place, expected: "UTF-8", found: "an invalid sequence")
      }
      if text.allSatisfy({ $0 == " " || $0 == "\t" }) { continue }
      guard let known = form else {
        form = try Form(firstLine: text, place: lines.place)
        if form == .trec { try append(text, .trec, lines.place) }
        continue
      }
      try append(text, known, lines.place)
    }
    guard !queries.isEmpty else {
      throw .malformed(place: path, expected: "at least one judgement", found: "none")
    }
  }

  private enum Form {
    case beir
    case trec

    /// Tells by the first line, which BEIR passes over unseen.
    init(firstLine: String, place: String) throws(EvaluationError) {
      let fields = firstLine.split(separator: "\t", omittingEmptySubsequences: false)
      if fields.count == 3 {
        guard Int32(fields[2]) == nil else {
          throw .malformed(
            place: place, expected: "the header query-id, corpus-id, score between tabs",
            found: "a judgement")
        }
        self = .beir
      } else if Form.trec.fields(firstLine).count == 4 {
        self = .trec
      } else {
        throw .malformed(
          place: place,
          expected: "the header query-id, corpus-id, score between tabs, or TREC's four fields",
          found: "\(fields.count) fields between tabs")
      }
    }

    func fields(_ line: String) -> [Substring] {
      switch self {
      case .beir: line.split(separator: "\t", omittingEmptySubsequences: false)
      case .trec: line.split { $0 == " " || $0 == "\t" }
      }
    }

    var fieldCount: Int { self == .beir ? 3 : 4 }
  }

  private mutating func append(
    _ line: String, _ form: Form, _ place: String
  ) throws(EvaluationError) {
    let fields = form.fields(line)
    guard fields.count == form.fieldCount else {
      throw .malformed(
        place: place, expected: "\(form.fieldCount) fields", found: "\(fields.count)")
    }
    guard let score = Int32(fields[form.fieldCount - 1]) else {
      throw .malformed(
        place: "\(place): score", expected: "an integer",
        found: "\"\(fields[form.fieldCount - 1].prefix(60))\"")
    }
    let query = Identifier(String(fields[0]))
    let document = Identifier(String(fields[form.fieldCount - 2]))
    let index = indices[query] ?? queries.count
    if index == queries.count {
      indices[query] = index
      queries.append((query, [:], place))
    }
    let earlier = queries[index].scores.updateValue(Int(score), forKey: document)
    if let earlier, earlier != score {
      throw .malformed(
        place: place,
        expected: "the score \(earlier) of an earlier line for \"\(query)\" and \"\(document)\"",
        found: "\(score)")
    }
  }
}
