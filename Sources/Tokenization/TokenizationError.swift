/// Why a tokenizer or a text was refused.
package enum TokenizationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A table or a setting of a tokenizer is broken; `table` is its name in the `.crest`.
  case invalidTable(table: String, expected: String, found: String)
  /// A text given as bytes is not UTF-8; `byteOffset` is where the first wrong sequence begins.
  case invalidUTF8(byteOffset: Int)
  /// A text has more tokens than fit and the policy is not to truncate.
  case tooManyTokens(limit: Int, found: Int)
  /// The caller's limit leaves no room for the special tokens.
  case limitTooSmall(expected: Int, found: Int)

  /// One line for a person: where, what was expected, what was found.
  package var description: String {
    switch self {
    case .invalidTable(let table, let expected, let found):
      "tokenizer: '\(table)': expected \(cut(expected)), found \(cut(found))"
    case .invalidUTF8(let byteOffset):
      "text: expected valid UTF-8, found an invalid sequence at byte \(byteOffset)"
    case .tooManyTokens(let limit, let found):
      "text: expected at most \(limit) tokens, found \(found)"
    case .limitTooSmall(let expected, let found):
      "maximum token count: expected at least \(expected), found \(found)"
    }
  }

  /// What a file says, which may be as long as the file.
  private func cut(_ text: String) -> String {
    text.count > 400 ? "\(text.prefix(400))..." : text
  }
}
