extension UnigramRun {
  /// Adds the scalars of `text[range]`, already normalised, to the words.
  @inline(__always)
  mutating func append(
    _ text: Span<UInt8>, _ range: Range<Int>, trie: Span<UInt32>, scores: Span<Float>
  ) {
    var offset = range.lowerBound
    while offset < range.upperBound {
      let (scalar, next) = text.scalar(at: offset)
      let isSpace = pipeline == .wordwise ? UTF8Text.isWhiteSpace(scalar) : scalar == 0x20
      if isSpace {
        appendSpace(trie: trie, scores: scores)
      } else if scalar == 0x2581 {
        flush(trie: trie, scores: scores)
        beginWord()
        endsInSpace = false
      } else {
        if word.isEmpty { beginWord() }
        endsInSpace = false
        for index in offset..<next { word.append(text[index]) }
      }
      offset = next
    }
  }

  /// Adds a byte below 0x80 that is neither white space nor a part of anything longer.
  @inline(__always)
  mutating func append(ascii byte: UInt8) {
    if word.isEmpty { beginWord() }
    endsInSpace = false
    word.append(byte)
  }

  /// Ends a word; in `.whole`, a run of spaces begins the next one.
  mutating func appendSpace(trie: Span<UInt32>, scores: Span<Float>) {
    switch pipeline {
    case .wordwise: flush(trie: trie, scores: scores)
    case .whole:
      guard !endsInSpace else { return }
      flush(trie: trie, scores: scores)
      beginWord()
      endsInSpace = true
    }
  }

  /// Ends the last word of a stretch of text.
  mutating func finish(trie: Span<UInt32>, scores: Span<Float>) {
    flush(trie: trie, scores: scores)
    endsInSpace = false
  }

  private mutating func beginWord() {
    word.append(0xe2)
    word.append(0x96)
    word.append(0x81)
  }
}
