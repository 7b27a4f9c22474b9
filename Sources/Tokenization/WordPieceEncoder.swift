import Model
import Base

/// Normalises and splits as BERT does and takes the longest piece at each place of a word.
struct WordPieceEncoder: TextEncoder {
  let settings: WordPieceSettings
  let unknownID: Int32
  let vocabularySize: Int
  /// Per byte below 0x80: what to do with it.
  let ascii: [ASCIIAction]
  /// Where a walk for a piece inside a word begins; `nil` if no piece has the prefix.
  let continuation: Int?

  private let model: TokenizerModel

  var normalizedTokens: AddedTokenMatcher? { nil }

  /// What becomes of an ASCII character.
  enum ASCIIAction {
    case letter(UInt8)
    case space
    case punctuation
    case deleted
  }

  init(_ model: TokenizerModel, _ settings: WordPieceSettings) {
    self.model = model
    self.settings = settings
    unknownID = Int32(truncatingIfNeeded: model.settings.unknownID)
    vocabularySize = model.settings.vocabularySize
    ascii = (0..<0x80).map { WordPieceEncoder.action($0, settings) }
    let prefix = [UInt8](settings.continuationPrefix.utf8)
    continuation = model.trie.withWords { trie in
      var walk = TrieWalk(from: DoubleArray.offset(trie[0]))
      for byte in prefix {
        if case .end = walk.step(byte, trie) { return nil }
      }
      return walk.position
    }
  }

  func encode(
    _ text: Span<UInt8>, addedTokens: AddedTokenMatcher, into tokens: TokenCollector
  ) -> TokenCollector {
    var run = WordPieceRun(encoder: self, tokens: tokens)
    model.trie.withWords { trie in
      addedTokens.split(text) { part in
        switch part {
        case .text(let range): run.append(text, range, trie: trie)
        case .token(let id): run.tokens.append(id)
        }
      }
    }
    return run.tokens
  }

  private static func action(_ byte: UInt8, _ settings: WordPieceSettings) -> ASCIIAction {
    let properties = BertScalars.shared[UInt32(byte)]
    if settings.cleansText, properties.isControl { return .deleted }
    if properties.isWhiteSpace { return .space }
    if properties.isPunctuation { return .punctuation }
    return .letter(settings.lowercases && (0x41...0x5a).contains(byte) ? byte + 32 : byte)
  }
}

/// A WordPiece model with added tokens that are looked for in the normalised text, which is therefore
/// written down first.
struct NormalizingWordPieceEncoder: TextEncoder {
  private let model: TokenizerModel
  private let normalizer: WordPieceEncoder
  /// Cuts text that is normalised already.
  private let words: WordPieceEncoder
  private let tokens: AddedTokenMatcher

  var normalizedTokens: AddedTokenMatcher? { tokens }

  /// `nil` if no added token is looked for in the normalised text.
  init?(_ model: TokenizerModel, _ settings: WordPieceSettings) {
    var unlimited = settings
    unlimited.maximumWordCharacterCount = TokenizerModel.maximumWordCharacterCount
    let normalizer = WordPieceEncoder(model, unlimited)
    guard
      let tokens = AddedTokenMatcher(
        normalized: model.settings.addedTokens,
        by: { normalizer.normalized($0.span, 0..<$0.count) })
    else { return nil }
    self.model = model
    self.normalizer = normalizer
    self.tokens = tokens
    words = WordPieceEncoder(
      model,
      WordPieceSettings(
        continuationPrefix: settings.continuationPrefix,
        maximumWordCharacterCount: settings.maximumWordCharacterCount, cleansText: false,
        separatesIdeographs: false, stripsAccents: false, lowercases: false))
  }

  func encode(
    _ text: Span<UInt8>, addedTokens: AddedTokenMatcher, into tokens: TokenCollector
  ) -> TokenCollector {
    var run = WordPieceRun(encoder: words, tokens: tokens)
    model.trie.withWords { trie in
      addedTokens.split(text) { part in
        switch part {
        case .token(let id): run.tokens.append(id)
        case .text(let range):
          let normal = normalizer.normalized(text, range)
          self.tokens.split(normal.span) { part in
            switch part {
            case .token(let id): run.tokens.append(id)
            case .text(let range): run.append(normal.span, range, trie: trie)
            }
          }
        }
      }
    }
    return run.tokens
  }
}

extension WordPieceEncoder {
  /// `text[range]` as BertNormalizer leaves it.
  fileprivate func normalized(_ text: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
    var run = WordPieceRun(encoder: self, tokens: TokenCollector(limit: 0))
    run.isCollecting = true
    model.trie.withWords { run.append(text, range, trie: $0) }
    return run.word
  }
}

/// The state of one `encode` by a WordPiece model: the word being built and the ids.
///
/// All arrays keep their capacity from word to word; nothing is allocated per token, and no array
/// grows beyond what the longest word that is looked up needs.
struct WordPieceRun {
  let encoder: WordPieceEncoder
  let scalars = BertScalars.shared
  /// What was found so far.
  var tokens: TokenCollector

  /// Whether the whole text is collected as one word, with the spaces that are in it.
  var isCollecting = false
  /// The word being built, normalised; incomplete if it is too long to be looked up.
  var word: [UInt8] = []
  /// The word's length.
  var characterCount = 0
  /// Scalars that stay and are not yet in canonical order.
  var marks: [UInt32] = []
  /// The ids of the word that is looked up.
  var pieces: [Int32] = []

  init(encoder: WordPieceEncoder, tokens: TokenCollector) {
    self.encoder = encoder
    self.tokens = tokens
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
    case .space:
      separate(encoder.settings.cleansText ? 0x20 : UInt32(byte), trie: trie)
    case .punctuation:
      endWord(trie: trie)
      word.append(byte)
      characterCount = 1
      endWord(trie: trie)
    case .deleted: break
    }
  }

  /// Cuts the word into the longest pieces from left to right and empties it; a word that is too long
  /// or has a place where no piece fits is one unknown token.
  mutating func endWord(trie: Span<UInt32>) {
    flushMarks()
    guard characterCount > 0, !isCollecting else { return }
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

  /// Ends a word at the white space `scalar`.
  @inline(__always)
  mutating func separate(_ scalar: UInt32, trie: Span<UInt32>) {
    endWord(trie: trie)
    if isCollecting { append(scalar) }
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
