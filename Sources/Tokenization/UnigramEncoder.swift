import Model
import Base

/// Normalises by a character map and segments by scores, as XLM-RoBERTa files ask for.
struct UnigramEncoder: TextEncoder {
  let pipeline: TokenizerSettings.Pipeline
  let unknownID: Int32
  let unknownScore: Double

  private let model: TokenizerModel
  private(set) var normalizedTokens: AddedTokenMatcher?
  private let graphemes = GraphemeTable.shared
  private let charsmapTrieByteCount: Int
  /// Per byte: below 0x80, unchanged by the character map, and neither white space nor a control.
  private let isPlain: [Bool]

  init(_ model: TokenizerModel, pipeline: TokenizerSettings.Pipeline, unknownScore: Double) {
    self.model = model
    self.pipeline = pipeline
    self.unknownScore = unknownScore
    unknownID = Int32(truncatingIfNeeded: model.settings.unknownID)
    let trieByteCount = CharacterMap.trieByteCount(of: model.charsmap)
    charsmapTrieByteCount = trieByteCount
    isPlain = UnigramEncoder.withCharsmap(model.charsmap, trieByteCount) { units, texts in
      (0..<256).map { byte in
        let text = [UInt8(byte)]
        return byte > 0x20 && byte < 0x7f
          && CharacterMap.replacement(for: text.span, 0..<1, units: units, texts: texts) == nil
      }
    }
    let encoder = self
    normalizedTokens = AddedTokenMatcher(normalized: model.settings.addedTokens) { content in
      UnigramEncoder.withCharsmap(model.charsmap, trieByteCount) { units, texts in
        encoder.normalized(content.span, 0..<content.count, units: units, texts: texts)
      }
    }
  }

  func encode(
    _ text: Span<UInt8>, addedTokens: AddedTokenMatcher, into tokens: TokenCollector
  ) -> TokenCollector {
    var run = UnigramRun(encoder: self, tokens: tokens)
    UnigramEncoder.withCharsmap(model.charsmap, charsmapTrieByteCount) { units, texts in
      model.trie.withWords { trie in
        model.scores.withFloats { scores in
          addedTokens.split(text) { part in
            switch part {
            case .token(let id): run.tokens.append(id)
            case .text(let range):
              if let normalizedTokens {
                let normal = normalized(text, range, units: units, texts: texts)
                normalizedTokens.split(normal.span) { part in
                  switch part {
                  case .token(let id): run.tokens.append(id)
                  case .text(let range):
                    run.append(normal.span, range, trie: trie, scores: scores)
                    run.finish(trie: trie, scores: scores)
                  }
                }
              } else if model.settings.lowercasesFirst {
                let lower = UTF8Text.lowercased(text, range)
                normalize(
                  lower.span, 0..<lower.count, units: units, texts: texts, trie: trie,
                  scores: scores, into: &run)
              } else {
                normalize(
                  text, range, units: units, texts: texts, trie: trie, scores: scores, into: &run)
              }
            }
          }
        }
      }
    }
    return run.tokens
  }

  /// `text[range]` as the normalizer leaves it.
  private func normalized(
    _ text: Span<UInt8>, _ range: Range<Int>, units: Span<UInt32>, texts: Span<UInt8>
  ) -> [UInt8] {
    var run = UnigramRun(encoder: self, tokens: TokenCollector(limit: 0))
    run.isCollecting = true
    model.trie.withWords { trie in
      model.scores.withFloats { scores in
        if model.settings.lowercasesFirst {
          let lower = UTF8Text.lowercased(text, range)
          normalize(
            lower.span, 0..<lower.count, units: units, texts: texts, trie: trie, scores: scores,
            into: &run)
        } else {
          normalize(
            text, range, units: units, texts: texts, trie: trie, scores: scores, into: &run)
        }
      }
    }
    return run.word
  }

  /// Applies the character map to `text[range]` and adds the result to the words.
  ///
  /// A grapheme cluster of less than 6 bytes is replaced as a whole by the text of the shortest key
  /// it begins with; otherwise each of its scalars is looked up alone.
  private func normalize(
    _ text: Span<UInt8>, _ range: Range<Int>, units: Span<UInt32>, texts: Span<UInt8>,
    trie: Span<UInt32>, scores: Span<Float>, into run: inout UnigramRun
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
