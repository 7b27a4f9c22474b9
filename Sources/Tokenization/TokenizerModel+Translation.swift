extension TokenizerModel {
  /// For each of this tokenizer's ids, the id that `other` has for the same piece or the same named
  /// token; `nil` where it has none.
  ///
  /// - Throws: `TokenizationError.invalidTable` if a trie is broken.
  package func ids(in other: TokenizerModel) throws(TokenizationError) -> [Int32?] {
    // Bytes, not strings, which are equal in any normal form.
    var others: [[UInt8]: Int32] = [:]
    for (id, text) in try other.pieceTexts().enumerated() {
      if let text { others[Array(text.utf8)] = Int32(truncatingIfNeeded: id) }
    }
    var ids = try pieceTexts().map { text in text.flatMap { others[Array($0.utf8)] } }
    let (own, named) = (settings, other.settings)
    var pairs = [
      (own.unknownID, named.unknownID), (own.beginID, named.beginID), (own.endID, named.endID),
      (own.padID, named.padID),
    ]
    for token in own.addedTokens {
      guard
        let same = named.addedTokens.first(where: {
          $0.content.utf8.elementsEqual(token.content.utf8)
        })
      else {
        continue
      }
      pairs.append((token.id, same.id))
    }
    for (id, same) in pairs { ids[id] = Int32(truncatingIfNeeded: same) }
    return ids
  }
}
