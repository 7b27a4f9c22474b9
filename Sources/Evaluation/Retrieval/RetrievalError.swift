public import Base
public import Inference

/// Why an evaluation could not be made; every case says where, what was expected, what was found.
public enum RetrievalError: Error, Equatable, Sendable {
  /// The operating system refused a file or a folder.
  case file(FileError)
  /// The lines of a file cannot be read, or one of them is not what it should be.
  case lines(LineReadingError)
  /// A line, or a field of it, is not what it should be.
  case line(place: String, expected: String, found: String)
  /// A folder has no retrieval set, nor has a folder in it.
  case noSet(path: String)
  /// A folder has none of the files of judgements that are looked for.
  case noJudgements(path: String, expected: [String])
  /// A file has no entry.
  case empty(path: String, expected: String)
  /// Two lines of a file have the same identifier.
  case twice(place: String, identifier: String, firstLine: Int)
  /// A judgement is of a query that the set does not have.
  case unknownQuery(place: String, identifier: String, path: String)
  /// Two judgements of the same pair differ.
  case contradiction(place: String, query: String, document: String, first: Int, second: Int)
  /// The model could not be run on a query or a document.
  case model(place: String, InferenceError)
}

extension RetrievalError: CustomStringConvertible {
  /// One line for a person: file, line, what was expected, what was found.
  public var description: String {
    switch self {
    case .file(let error): error.description
    case .lines(let error): error.description
    case .line(let place, let expected, let found):
      "\(place): expected \(expected), found \(found)"
    case .noSet(let path):
      "\(path): expected corpus.jsonl, queries.jsonl and qrels, or folders that have them, found none"
    case .noJudgements(let path, let expected):
      "\(path): expected \(expected.joined(separator: " or ")), found none"
    case .empty(let path, let expected): "\(path): expected at least one \(expected), found none"
    case .twice(let place, let identifier, let firstLine):
      "\(place): expected every _id once, found \"\(identifier)\" of line \(firstLine) again"
    case .unknownQuery(let place, let identifier, let path):
      "\(place): expected a query of \(path), found \"\(identifier)\""
    case .contradiction(let place, let query, let document, let first, let second):
      "\(place): expected the score \(first) of an earlier line for \"\(query)\" and "
        + "\"\(document)\", found \(second)"
    case .model(let place, let error): "\(place): \(error)"
    }
  }
}

extension RetrievalError {
  /// The result of `body`, or its error as one about the lines of a file.
  static func reading<Value>(
    _ body: () throws(LineReadingError) -> Value
  ) throws(RetrievalError) -> Value {
    do throws(LineReadingError) { return try body() } catch { throw .lines(error) }
  }
}
