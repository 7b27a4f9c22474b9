extension WordPieceRun {
  /// Cuts the word into the longest pieces from left to right and empties it; a word that is too long
  /// or has a place where no piece fits is one unknown token.
  mutating func endWord(trie: Span<UInt32>) {
    flushMarks()
    guard characterCount > 0 else { return }
    let fits = characterCount <= encoder.settings.maximumWordCharacterCount
    if fits, findPieces(trie) {
      tokens.append(pieces)
    } else {
      if fits { tokens.abandon(pieces) }
      tokens.append(encoder.unknownID)
    }
    word.removeAll(keepingCapacity: true)
    characterCount = 0
  }

  private mutating func findPieces(_ trie: Span<UInt32>) -> Bool {
    pieces.removeAll(keepingCapacity: true)
    var start = 0
    var first: Int? = DoubleArray.offset(trie[0])
    while start < word.count {
      guard let root = first, let (id, end) = longestPiece(from: start, root: root, trie) else {
        return false
      }
      pieces.append(id)
      start = end
      first = encoder.continuation
    }
    return true
  }

  @inline(__always)
  private func longestPiece(
    from start: Int, root: Int, _ trie: Span<UInt32>
  ) -> (id: Int32, end: Int)? {
    var found: (id: Int32, end: Int)?
    var walk = TrieWalk(from: root)
    // The stored trie may be anything: no walk is longer than a piece.
    let end = min(word.count, start + TokenizerModel.maximumPieceByteCount)
    for position in start..<end {
      switch walk.step(word[position], trie) {
      case .end: return found
      case .inner: continue
      case .key(let id) where id < encoder.vocabularySize:
        found = (Int32(truncatingIfNeeded: id), position + 1)
      case .key: continue
      }
    }
    return found
  }
}
