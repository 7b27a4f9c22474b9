extension Tokenizer {
  /// All ids of `text`, without the special ones around it.
  package func tokens(_ text: String) -> [Int32] {
    encoder.encode([UInt8](text.utf8).span, addedTokens: addedTokens, limit: .max).ids
  }

  /// The ids that decide how `text` is cut, without the special ones around it: with these pieces, and
  /// any others of the model beside them, it is cut as with all.
  ///
  /// Those are its tokens, and of a WordPiece model also what was found of words that are unknown in
  /// the end.
  package func decisiveIDs(_ text: String) -> [Int32] {
    let bytes = [UInt8](text.utf8)
    let tokens = encoder.encode(bytes.span, addedTokens: addedTokens, limit: .max)
    return tokens.ids + tokens.abandoned
  }

  /// Whether `prompt + text` is cut into what `prompt` and `text` are cut into alone.
  ///
  /// So it is behind a space, unless `text` begins with what joins a space in one grapheme cluster,
  /// or perhaps with an added token, which may swallow the space.
  package func isCutApart(_ text: String, behind prompt: String) -> Bool {
    let added = model.settings.addedTokens.map(\.content)
    guard prompt.utf8.last == 0x20, let first = text.unicodeScalars.first,
      !added.contains(where: { $0.unicodeScalars.first == first || $0.utf8.contains(0x20) })
    else { return false }
    switch GraphemeTable.shared[first.value] {
    case .extend, .extendOutsideConjunct, .linker, .zwj, .spacingMark: return false
    default: return true
    }
  }
}
