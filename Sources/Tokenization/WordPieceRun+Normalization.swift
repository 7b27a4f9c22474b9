import Model

// The steps of BertNormalizer and BertPreTokenizer, one scalar at a time.
extension WordPieceRun {
  /// Cleans, separates ideographs, and hands on what is left.
  mutating func normalize(_ scalar: UInt32, trie: Span<UInt32>) {
    let properties = scalars[scalar]
    let settings = encoder.settings
    if settings.cleansText {
      guard !properties.isControl else { return }
      guard !properties.isWhiteSpace else { return separate(0x20, trie: trie) }
    }
    guard settings.separatesIdeographs, properties.isIdeograph else {
      return decompose(scalar, properties, trie: trie)
    }
    separate(0x20, trie: trie)
    decompose(scalar, properties, trie: trie)
    separate(0x20, trie: trie)
  }

  /// Strips accents: what is left of the scalar's decomposition, in canonical order.
  private mutating func decompose(
    _ scalar: UInt32, _ properties: BertScalars.Properties, trie: Span<UInt32>
  ) {
    guard encoder.settings.stripsAccents else { return split(scalar, properties, trie: trie) }
    guard properties.decomposes else { return order(scalar, properties, trie: trie) }
    if let base = scalars.base(of: scalar) {
      order(base, scalars[base], trie: trie)
    } else if let (first, second, third) = scalars.sequence(of: scalar) {
      order(first, scalars[first], trie: trie)
      order(second, scalars[second], trie: trie)
      if third != 0 { order(third, scalars[third], trie: trie) }
    }
  }

  @inline(__always)
  private mutating func order(
    _ scalar: UInt32, _ properties: BertScalars.Properties, trie: Span<UInt32>
  ) {
    switch properties.combining {
    case .starter:
      if !marks.isEmpty { flushMarks() }
      split(scalar, properties, trie: trie)
    case .startingMark: flushMarks()
    case .mark: break
    default:
      // None of these ends a word: beyond the limit only their number matters.
      if characterCount + marks.count < encoder.settings.maximumWordCharacterCount {
        marks.append(scalar)
      } else {
        characterCount += 1
      }
    }
  }

  /// Adds the marks that wait, those of lower rank first, equal ones as they came.
  mutating func flushMarks() {
    guard !marks.isEmpty else { return }
    for rank in BertScalars.Combining.startingMark.rawValue...BertScalars.Combining.rankEnd {
      for mark in marks where scalars[mark].combining.rawValue == rank { appendLowercase(mark) }
    }
    marks.removeAll(keepingCapacity: true)
  }

  /// Ends words where BertPreTokenizer does.
  @inline(__always)
  private mutating func split(
    _ scalar: UInt32, _ properties: BertScalars.Properties, trie: Span<UInt32>
  ) {
    if properties.isWhiteSpace {
      separate(scalar, trie: trie)
    } else if properties.isPunctuation {
      endWord(trie: trie)
      append(scalar)
      endWord(trie: trie)
    } else {
      appendLowercase(scalar)
    }
  }

  /// Lower case is of single characters: a sigma at the end of a word is like any other.
  @inline(__always)
  private mutating func appendLowercase(_ scalar: UInt32) {
    guard encoder.settings.lowercases else { return append(scalar) }
    guard scalar != 0x130 else {
      append(0x69)
      return append(0x307)
    }
    append(scalars.lowercase(scalar))
  }

  /// Adds a scalar to the word.
  @inline(__always)
  mutating func append(_ scalar: UInt32) {
    characterCount += 1
    guard characterCount <= encoder.settings.maximumWordCharacterCount else { return }
    if scalar < 0x80 { return word.append(UInt8(truncatingIfNeeded: scalar)) }
    if scalar < 0x800 {
      word.append(UInt8(truncatingIfNeeded: 0xc0 | scalar >> 6))
    } else {
      if scalar < 0x10000 {
        word.append(UInt8(truncatingIfNeeded: 0xe0 | scalar >> 12))
      } else {
        word.append(UInt8(truncatingIfNeeded: 0xf0 | scalar >> 18))
        word.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3f))
      }
      word.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3f))
    }
    word.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3f))
  }
}
