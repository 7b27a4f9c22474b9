/// Why a tokenizer file, a stored tokenizer or a text was refused.
public enum TokenizationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// `file` describes a kind of tokenizer that is not supported yet.
  case unsupportedTokenizer(file: String, found: String, supported: String)
  /// A field of `file` is missing or has a value that cannot be honoured.
  case invalidField(file: String, field: String, expected: String, found: String)
  /// A table or setting of a stored tokenizer is broken.
  case invalidTable(table: String, expected: String, found: String)
  /// A text given as bytes is not UTF-8; `byteOffset` is where the first wrong sequence begins.
  case invalidUTF8(byteOffset: Int)
  /// A text has more tokens than fit and the policy is not to truncate.
  case tooManyTokens(limit: Int, found: Int)
  /// The caller's limit leaves no room for the special tokens.
  case limitTooSmall(expected: Int, found: Int)

  /// One line for a person: where, what was expected, what was found.
  public var description: String {
    switch self {
    case .unsupportedTokenizer(let file, let found, let supported):
      "\(file): \(cut(found)) is not supported yet; supported: \(supported)"
    case .invalidField(let file, let field, let expected, let found):
      "\(file): field '\(cut(field))': expected \(cut(expected)), found \(cut(found))"
    case .invalidTable(let table, let expected, let found):
      "stored tokenizer: '\(table)': expected \(cut(expected)), found \(cut(found))"
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
