internal import Bytes

/// Turns text into token ids exactly as HuggingFace `tokenizers` 0.23 does for XLM-RoBERTa files.
///
/// One tokenizer may be used by any number of threads.
public final class Tokenizer: Sendable {
  /// The tables and settings in use.
  public let model: TokenizerModel

  private let addedTokens: AddedTokenMatcher
  private let graphemes = GraphemeTable.shared
  private let charsmapTrieByteCount: Int
  /// Per byte: below 0x80, unchanged by the character map, and neither white space nor a control.
  private let isPlain: [Bool]

  /// Prepares a compiled model for use.
  public init(_ model: TokenizerModel) {
    self.model = model
    addedTokens = AddedTokenMatcher(model.settings.addedTokens)
    let trieByteCount = CharacterMap.trieByteCount(of: model.charsmap)
    charsmapTrieByteCount = trieByteCount
    isPlain = Tokenizer.withCharsmap(model.charsmap, trieByteCount) { units, texts in
      (0..<256).map { byte in
        let text = [UInt8(byte)]
        return byte > 0x20 && byte < 0x7f
          && CharacterMap.replacement(for: text.span, 0..<1, units: units, texts: texts) == nil
      }
    }
  }

  /// The ids of `text`, at most `maximumTokenCount` with the special ones.
  ///
  /// - Throws: `TokenizationError.tooManyTokens` if the text does not fit and `overflow` is
  ///   `.error`; `.limitTooSmall` if the special ids alone do not fit.
  public func encode(
    _ text: String, maximumTokenCount: Int, overflow: OverflowPolicy
  ) throws(TokenizationError) -> Encoding {
    try encode(valid: [UInt8](text.utf8), maximumTokenCount, overflow)
  }

  /// The ids of a text given as bytes.
  ///
  /// - Throws: `TokenizationError.invalidUTF8` with the offset of the first wrong byte; otherwise
  ///   as for a `String`.
  public func encode(
    utf8 bytes: [UInt8], maximumTokenCount: Int, overflow: OverflowPolicy
  ) throws(TokenizationError) -> Encoding {
    if let offset = bytes.span.firstInvalidUTF8 { throw .invalidUTF8(byteOffset: offset) }
    return try encode(valid: bytes, maximumTokenCount, overflow)
  }

  private func encode(
    valid bytes: [UInt8], _ maximumTokenCount: Int, _ overflow: OverflowPolicy
  ) throws(TokenizationError) -> Encoding {
    let settings = model.settings
    let specialCount = settings.prefixIDs.count + settings.suffixIDs.count
    guard maximumTokenCount >= specialCount else {
      throw .limitTooSmall(expected: specialCount, found: maximumTokenCount)
    }
    var run = EncodingRun(settings: settings, limit: maximumTokenCount - specialCount)
    Tokenizer.withCharsmap(model.charsmap, charsmapTrieByteCount) { units, texts in
      model.trie.withWords { trie in
        model.scores.withFloats { scores in
          let text = bytes.span
          var start = 0
          while start < text.count {
            let match = addedTokens.next(in: text, from: start)
            let end = match?.range.lowerBound ?? text.count
            normalize(
              text, start..<end, units: units, texts: texts, trie: trie, scores: scores,
              into: &run)
            guard let match else { break }
            run.append(match.id)
            start = match.range.upperBound
          }
        }
      }
    }
    guard overflow == .truncate || run.count <= run.limit else {
      throw .tooManyTokens(limit: maximumTokenCount, found: run.count + specialCount)
    }
    let ids =
      settings.prefixIDs.map { Int32(truncatingIfNeeded: $0) } + run.ids
      + settings.suffixIDs.map { Int32(truncatingIfNeeded: $0) }
    return Encoding(ids: ids, droppedTokenCount: run.count - run.ids.count)
  }

  /// Applies the character map to `text[range]` and adds the result to the words.
  ///
  /// A grapheme cluster of less than 6 bytes is replaced as a whole by the text of the shortest key
  /// it begins with; otherwise each of its scalars is looked up alone.
  private func normalize(
    _ text: Span<UInt8>, _ range: Range<Int>, units: Span<UInt32>, texts: Span<UInt8>,
    trie: Span<UInt32>, scores: Span<Float>, into run: inout EncodingRun
  ) {
    var offset = range.lowerBound
    while offset < range.upperBound {
      let byte = text[offset]
      let isAlone = offset + 1 == range.upperBound || text[offset + 1] < 0x80
      if isAlone, isPlain[Int(byte)] {
        run.append(ascii: byte)
        offset += 1
        continue
      }
      let end = graphemes.clusterEnd(in: text, from: offset, to: range.upperBound)
      if end - offset < 6,
        let found = CharacterMap.replacement(for: text, offset..<end, units: units, texts: texts)
      {
        run.append(texts, found, trie: trie, scores: scores)
        offset = end
        continue
      }
      while offset < end {
        let next = text.scalar(at: offset).next
        if let found = CharacterMap.replacement(
          for: text, offset..<next, units: units, texts: texts)
        {
          run.append(texts, found, trie: trie, scores: scores)
        } else {
          run.append(text, offset..<next, trie: trie, scores: scores)
        }
        offset = next
      }
    }
    run.finish(trie: trie, scores: scores)
  }

  private static func withCharsmap<Result>(
    _ region: ByteRegion, _ trieByteCount: Int, _ body: (Span<UInt32>, Span<UInt8>) -> Result
  ) -> Result {
    region.withByteSpan { bytes in
      let texts = bytes.extracting(min(bytes.count, 4 + trieByteCount)...)
      return region.withWords(from: 4, count: trieByteCount / 4) { body($0, texts) }
    }
  }
}
