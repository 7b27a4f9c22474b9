import Model
package import Tokenization

/// The pieces of a tokenizer as texts.
package struct VocabularyPieces: Sendable {
  /// The whole text of each id, the sign of a space or of a word's inside included; `nil` for an id
  /// that no text is cut into.
  package let texts: [String?]

  /// What pieces inside a word have in front; `nil` where they have nothing.
  private let continuationPrefix: String?

  /// The sign that unigram models put before a word.
  private static let space: Unicode.Scalar = "\u{2581}"

  /// Reads the pieces of a stored tokenizer.
  ///
  /// - Throws: `TokenizationError.invalidTable` if the trie is broken.
  package init(_ tokenizer: TokenizerModel) throws(TokenizationError) {
    texts = try tokenizer.pieceTexts()
    if case .wordpiece(let settings) = tokenizer.settings.kind {
      continuationPrefix = settings.continuationPrefix
    } else {
      continuationPrefix = nil
    }
  }

  /// The characters that a piece stands for; `nil` for an id without a text.
  ///
  /// A WordPiece model's sign is left out where it is one; what a unigram model writes for a space
  /// stays, as it is a character of the text.
  package func characters(of id: Int) -> Substring.UnicodeScalarView? {
    guard let text = texts[id] else { return nil }
    if let prefix = continuationPrefix, !prefix.isEmpty, text.hasScalarPrefix(prefix) {
      return text.unicodeScalars.dropFirst(prefix.unicodeScalars.count)
    }
    return text.unicodeScalars[...]
  }

  /// The character of a piece that is one character, with or without a sign before it.
  func single(_ id: Int) -> Unicode.Scalar? {
    guard var scalars = characters(of: id) else { return nil }
    if scalars.count == 2, scalars.first == VocabularyPieces.space { scalars.removeFirst() }
    return scalars.count == 1 ? scalars.first : nil
  }
}

extension String {
  /// Whether the text begins with the scalars of `prefix`; `hasPrefix` compares whole characters.
  fileprivate func hasScalarPrefix(_ prefix: String) -> Bool {
    unicodeScalars.starts(with: prefix.unicodeScalars)
  }
}
