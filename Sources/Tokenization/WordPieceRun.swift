/// The state of one `encode` by a WordPiece model: the word being built and the ids.
///
/// All arrays keep their capacity from word to word; nothing is allocated per token, and no array
/// grows beyond what the longest word that is looked up needs.
struct WordPieceRun {
  let encoder: WordPieceEncoder
  let scalars = BertScalars.shared
  /// What was found so far.
  var tokens: TokenCollector

  /// The word being built, normalised; incomplete if it is too long to be looked up.
  var word: [UInt8] = []
  /// The word's length.
  var characterCount = 0
  /// Scalars that stay and are not yet in canonical order.
  var marks: [UInt32] = []
  /// The ids of the word that is looked up.
  var pieces: [Int32] = []

  init(encoder: WordPieceEncoder, limit: Int) {
    self.encoder = encoder
    tokens = TokenCollector(limit: limit)
    word.reserveCapacity(256)
    pieces.reserveCapacity(128)
  }

  /// Adds `text[range]`, a stretch without added tokens, and ends its last word.
  mutating func append(_ text: Span<UInt8>, _ range: Range<Int>, trie: Span<UInt32>) {
    var offset = range.lowerBound
    while offset < range.upperBound {
      let byte = text[offset]
      if byte < 0x80 {
        append(ascii: byte, trie: trie)
        offset += 1
      } else {
        let (scalar, next) = text.scalar(at: offset)
        normalize(scalar, trie: trie)
        offset = next
      }
    }
    endWord(trie: trie)
  }

  @inline(__always)
  private mutating func append(ascii byte: UInt8, trie: Span<UInt32>) {
    switch encoder.ascii[Int(byte)] {
    case .letter(let letter):
      if !marks.isEmpty { flushMarks() }
      characterCount += 1
      if characterCount <= encoder.settings.maximumWordCharacterCount { word.append(letter) }
    case .space: endWord(trie: trie)
    case .punctuation:
      endWord(trie: trie)
      word.append(byte)
      characterCount = 1
      endWord(trie: trie)
    case .deleted: break
    }
  }
}
