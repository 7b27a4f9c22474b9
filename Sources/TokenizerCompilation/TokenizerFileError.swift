package import Base
package import Tokenization

/// Why a tokenizer's source file was refused.
package enum TokenizerFileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// `file` describes a kind of tokenizer that is not supported yet.
  case unsupportedTokenizer(file: String, found: String, supported: String)
  /// A field of `file` is missing or has a value that cannot be honoured.
  case invalidField(file: String, field: String, expected: String, found: String)
  /// What `file` says does not make a tokenizer within the limits of the format.
  case invalidTokenizer(file: String, TokenizationError)

  /// One line for a person: where, what was expected, what was found.
  package var description: String {
    switch self {
    case .unsupportedTokenizer(let file, let found, let supported):
      "\(file): \(found.cut()) is not supported yet; supported: \(supported)"
    case .invalidField(let file, let field, let expected, let found):
      "\(file): field '\(field.cut())': expected \(expected.cut()), found \(found.cut())"
    case .invalidTokenizer(let file, let error): "\(file): \(error)"
    }
  }
}

/// A value of a tokenizer's JSON files.
typealias FieldReader = JSONCursor<TokenizerFileError>

extension TokenizerFileError: JSONFieldError {
  package init(_ refusal: JSONRefusal) {
    self = .invalidField(
      file: refusal.file, field: refusal.path.isEmpty ? "(top level)" : refusal.path,
      expected: refusal.expected, found: refusal.description ?? refusal.found?.kind ?? "nothing")
  }
}
