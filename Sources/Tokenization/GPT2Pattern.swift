/// Cuts a text as GPT-2's expression does,
/// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`:
/// the endings of English contractions; letters, numbers or signs with a space before them; white space.
///
/// Every scalar is in a word, and no scalar is looked at more than three times.
///
/// Source: openai/gpt-2 `encoder.py`; huggingface/tokenizers 0.23 `pre_tokenizers/byte_level.rs`.
package struct GPT2Pattern: Sendable {
  private let scalars = PatternScalars.shared

  package init() {}

  /// The end of the word that begins at `range.lowerBound`; the text ends at `range.upperBound`.
  ///
  /// - Precondition: the bytes are valid UTF-8 and `range` is not empty.
  package func wordEnd(in text: Span<UInt8>, _ range: Range<Int>) -> Int {
    let start = range.lowerBound
    if let end = contractionEnd(in: text, range) { return end }
    let (scalar, next) = text.scalar(at: start)
    let kind = scalars[scalar]
    guard kind == .whiteSpace else { return runEnd(of: kind, in: text, next..<range.upperBound) }
    if scalar == 0x20, next < range.upperBound {
      let (follower, end) = text.scalar(at: next)
      let kind = scalars[follower]
      if kind != .whiteSpace { return runEnd(of: kind, in: text, end..<range.upperBound) }
    }
    return whiteSpaceEnd(in: text, range)
  }

  /// Behind white space that a word follows, the last scalar is left for that word.
  private func whiteSpaceEnd(in text: Span<UInt8>, _ range: Range<Int>) -> Int {
    var last = range.lowerBound
    var end = text.scalar(at: last).next
    while end < range.upperBound {
      let (scalar, next) = text.scalar(at: end)
      guard scalars[scalar] == .whiteSpace else {
        return last > range.lowerBound ? last : end
      }
      (last, end) = (end, next)
    }
    return end
  }

  private func runEnd(
    of kind: PatternScalars.Kind, in text: Span<UInt8>, _ range: Range<Int>
  ) -> Int {
    var end = range.lowerBound
    while end < range.upperBound {
      let (scalar, next) = text.scalar(at: end)
      guard scalars[scalar] == kind else { break }
      end = next
    }
    return end
  }

  private func contractionEnd(in text: Span<UInt8>, _ range: Range<Int>) -> Int? {
    let start = range.lowerBound
    guard text[start] == UInt8(ascii: "'"), range.count >= 2 else { return nil }
    switch text[start + 1] {
    case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"):
      return start + 2
    case UInt8(ascii: "r"), UInt8(ascii: "v"):
      return range.count >= 3 && text[start + 2] == UInt8(ascii: "e") ? start + 3 : nil
    case UInt8(ascii: "l"):
      return range.count >= 3 && text[start + 2] == UInt8(ascii: "l") ? start + 3 : nil
    default: return nil
    }
  }
}
