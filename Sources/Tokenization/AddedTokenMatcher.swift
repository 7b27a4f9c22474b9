import Model

/// Finds added tokens in raw text: leftmost first, of those the longest.
struct AddedTokenMatcher: Sendable {
  private struct Candidate {
    let bytes: [UInt8]
    let token: AddedToken
  }

  private struct Match {
    let id: Int32
    /// The token's text and the white space it swallows.
    let range: Range<Int>
  }

  /// What a text is made of.
  enum Part {
    /// The bytes before, between or after added tokens; never none.
    case text(Range<Int>)
    /// An added token's id.
    case token(Int32)
  }

  private let candidates: [Candidate]
  /// Per first byte: the candidates, longest first.
  private let byFirstByte: [Range<Int>]

  init(_ tokens: [AddedToken]) {
    let all = tokens.map { Candidate(bytes: [UInt8]($0.content.utf8), token: $0) }
    candidates = all.sorted {
      ($0.bytes[0], -$0.bytes.count, $0.token.id) < ($1.bytes[0], -$1.bytes.count, $1.token.id)
    }
    var ranges = [Range<Int>](repeating: 0..<0, count: 256)
    for (index, candidate) in candidates.enumerated() {
      let first = Int(candidate.bytes[0])
      ranges[first] = (ranges[first].isEmpty ? index : ranges[first].lowerBound)..<index + 1
    }
    byFirstByte = ranges
  }

  /// Calls `body` with the parts of `text` in their order.
  func split(_ text: Span<UInt8>, _ body: (Part) -> Void) {
    var start = 0
    while start < text.count {
      let match = next(in: text, from: start)
      let end = match?.range.lowerBound ?? text.count
      if start < end { body(.text(start..<end)) }
      guard let match else { break }
      body(.token(match.id))
      start = match.range.upperBound
    }
  }

  /// The first match at or after `start`, whose text before it begins at `start`.
  private func next(in text: Span<UInt8>, from start: Int) -> Match? {
    var offset = start
    while offset < text.count {
      let range = byFirstByte[Int(text[offset])]
      if !range.isEmpty {
        for index in range where isMatch(candidates[index].bytes, text, at: offset) {
          return match(candidates[index], in: text, at: offset, after: start)
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

  private func match(
    _ candidate: Candidate, in text: Span<UInt8>, at offset: Int, after start: Int
  ) -> Match {
    var begin = offset
    var end = offset + candidate.bytes.count
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
    return Match(id: Int32(truncatingIfNeeded: candidate.token.id), range: begin..<end)
  }
}
