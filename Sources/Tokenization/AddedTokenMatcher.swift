import Base
import Model

/// Finds added tokens in a text: leftmost first, of those the longest.
///
/// Source: huggingface/tokenizers 0.23, `AddedVocabulary::find_matches`.
struct AddedTokenMatcher: Sendable {
  private struct Candidate {
    let bytes: [UInt8]
    let token: AddedToken
  }

  private struct Match {
    let id: Int32
    /// The token's text and the white space it swallows; none if that was swallowed before.
    let range: Range<Int>
    /// Where the token's text ends and the next is looked for, white space that was swallowed included.
    let end: Int
  }

  /// What a text is made of.
  enum Part {
    /// The bytes before, between or after added tokens; never none.
    case text(Range<Int>)
    case token(Int32)
  }

  private let candidates: [Candidate]
  /// Per first byte: the candidates, longest first.
  private let byFirstByte: [Range<Int>]
  /// A token of whose text nothing is left, or whose text is another token's.
  private(set) var firstAmbiguous: String?

  /// - Parameter tokens: tokens and the texts they are found by, none of which is empty.
  init(_ tokens: [(token: AddedToken, text: [UInt8])]) {
    candidates = tokens.map { Candidate(bytes: $0.text, token: $0.token) }.sorted {
      ($0.bytes[0], -$0.bytes.count, $0.token.id) < ($1.bytes[0], -$1.bytes.count, $1.token.id)
    }
    var ranges = [Range<Int>](repeating: 0..<0, count: 256)
    for (index, candidate) in candidates.enumerated() {
      let first = Int(candidate.bytes[0])
      ranges[first] = (ranges[first].isEmpty ? index : ranges[first].lowerBound)..<index + 1
    }
    byFirstByte = ranges
  }

  /// The tokens that are looked for in the raw text.
  init(raw tokens: [AddedToken]) {
    self.init(tokens.filter { !$0.normalized }.map { ($0, [UInt8]($0.content.utf8)) })
  }

  /// The tokens that are looked for in the normalised text; `nil` if there are none.
  init?(normalized tokens: [AddedToken], by normalize: ([UInt8]) -> [UInt8]) {
    let normalized = tokens.filter(\.normalized)
    guard !normalized.isEmpty else { return nil }
    let texts = normalized.map { ($0, normalize([UInt8]($0.content.utf8))) }
    self.init(texts.filter { !$0.1.isEmpty })
    var seen = Set<[UInt8]>()
    firstAmbiguous =
      texts.first { !$0.1.isEmpty ? !seen.insert($0.1).inserted : true }?.0.content
  }

  /// Calls `body` with the parts of `text` in their order.
  func split(_ text: Span<UInt8>, _ body: (Part) -> Void) {
    var start = 0
    var offset = 0
    while let match = next(in: text, from: offset, after: start) {
      if start < match.range.lowerBound { body(.text(start..<match.range.lowerBound)) }
      if !match.range.isEmpty { body(.token(match.id)) }
      (start, offset) = (match.range.upperBound, match.end)
    }
    if start < text.count { body(.text(start..<text.count)) }
  }

  /// The first match at or after `offset`; the text before it begins at `start`.
  private func next(in text: Span<UInt8>, from offset: Int, after start: Int) -> Match? {
    var offset = offset
    search: while offset < text.count {
      let range = byFirstByte[Int(text[offset])]
      if !range.isEmpty {
        for index in range where isMatch(candidates[index].bytes, text, at: offset) {
          let candidate = candidates[index]
          let end = offset + candidate.bytes.count
          guard !candidate.token.singleWord || isAlone(offset..<end, in: text) else {
            // What is no word of its own is passed over as a whole.
            offset = end
            continue search
          }
          return match(candidate, in: text, at: offset, after: start)
        }
      }
      offset += 1
    }
    return nil
  }

  private func isMatch(_ bytes: [UInt8], _ text: Span<UInt8>, at offset: Int) -> Bool {
    guard bytes.count <= text.count - offset else { return false }
    for index in bytes.indices where bytes[index] != text[offset + index] { return false }
    return true
  }

  /// Whether no word character touches `range`.
  private func isAlone(_ range: Range<Int>, in text: Span<UInt8>) -> Bool {
    if range.lowerBound > 0, WordScalars.contains(text.scalar(before: range.lowerBound)) {
      return false
    }
    return range.upperBound == text.count
      || !WordScalars.contains(text.scalar(at: range.upperBound).value)
  }

  private func match(
    _ candidate: Candidate, in text: Span<UInt8>, at offset: Int, after start: Int
  ) -> Match {
    var begin = offset
    let textEnd = offset + candidate.bytes.count
    var end = textEnd
    // What the token before has swallowed is not swallowed again, be it this token's own text.
    if candidate.token.stripsLeft { begin = max(begin, start) }
    while candidate.token.stripsLeft, begin > start {
      var previous = begin - 1
      while previous > start, text[previous] & 0xc0 == 0x80 { previous -= 1 }
      guard UTF8Text.isWhiteSpace(text.scalar(at: previous).value) else { break }
      begin = previous
    }
    while candidate.token.stripsRight, end < text.count {
      let (scalar, next) = text.scalar(at: end)
      guard UTF8Text.isWhiteSpace(scalar) else { break }
      end = next
    }
    return Match(
      id: Int32(truncatingIfNeeded: candidate.token.id), range: begin..<max(begin, end),
      end: textEnd)
  }
}
