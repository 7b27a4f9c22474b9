import Base

/// Why a tokenizer or a text was refused.
package enum TokenizationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A table or a setting of a tokenizer is broken; `table` is its name in the `.crest`.
  case invalidTable(table: String, expected: String, found: String)
  /// A text has more tokens than fit and the policy is not to truncate.
  case tooManyTokens(limit: Int, found: Int)
  /// The caller's limit leaves no room for the special tokens.
  case limitTooSmall(expected: Int, found: Int)

  /// One line for a person: where, what was expected, what was found.
  package var description: String {
    switch self {
    case .invalidTable(let table, let expected, let found):
      "tokenizer: '\(table)': expected \(expected.cut()), found \(found.cut())"
    case .tooManyTokens(let limit, let found):
      "text: expected at most \(limit) tokens, found \(found)"
    case .limitTooSmall(let expected, let found):
      "maximum token count: expected at least \(expected), found \(found)"
    }
  }
}
