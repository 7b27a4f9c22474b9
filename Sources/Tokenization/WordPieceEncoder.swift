internal import Base

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
    _ text: Span<UInt8>, addedTokens: AddedTokenMatcher, limit: Int
  ) -> TokenCollector {
    var run = WordPieceRun(encoder: self, limit: limit)
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
