import Base
import Model

/// Cuts text by an expression and merges the bytes of each word pair by pair, as GPT-2 and RoBERTa do.
struct BytePairEncoder: TextEncoder {
  /// The ids of the bytes, `[256]`.
  let byteIDs: [UInt32]
  let merges: MergeTable
  let settings: BytePairSettings

  let pattern = GPT2Pattern()

  private let model: TokenizerModel
  let normalizedTokens: AddedTokenMatcher?

  /// - Precondition: the model is a byte-pair model.
  init(_ model: TokenizerModel, _ settings: BytePairSettings) {
    guard let tables = model.bytePairs else { preconditionFailure("a model of another kind") }
    self.model = model
    self.settings = settings
    (byteIDs, merges) = (tables.byteIDs, tables.merges)
    let isLowercased = model.settings.lowercasesFirst
    normalizedTokens = AddedTokenMatcher(normalized: model.settings.addedTokens) { content in
      isLowercased ? UTF8Text.lowercased(content.span, 0..<content.count) : content
    }
  }

  func encode(
    _ text: Span<UInt8>, addedTokens: AddedTokenMatcher, into tokens: TokenCollector
  ) -> TokenCollector {
    var run = BytePairRun(encoder: self, tokens: tokens)
    model.merges.withWords { merges in
      addedTokens.split(text) { part in
        switch part {
        case .token(let id): run.tokens.append(id)
        case .text(let range):
          if model.settings.lowercasesFirst {
            let lower = UTF8Text.lowercased(text, range)
            split(lower.span, 0..<lower.count, merges, into: &run)
          } else {
            split(text, range, merges, into: &run)
          }
        }
      }
    }
    return run.tokens
  }

  /// Looks for the added tokens of the normalised text in `text[range]`.
  private func split(
    _ text: Span<UInt8>, _ range: Range<Int>, _ merges: Span<UInt32>, into run: inout BytePairRun
  ) {
    guard let normalizedTokens else { return run.append(text, range, merges) }
    let part = text.extracting(range)
    normalizedTokens.split(part) { found in
      switch found {
      case .token(let id): run.tokens.append(id)
      case .text(let range): run.append(part, range, merges)
      }
    }
  }
}

/// The state of one `encode` by a byte-pair model: the ids of the word that is being merged.
///
/// The pairs wait in a heap, so that a word of n bytes takes n log n steps. All arrays keep their
/// capacity from word to word.
///
/// Source: huggingface/tokenizers 0.23, `models/bpe/word.rs`, `Word::merge_all`.
private struct BytePairRun {
  let encoder: BytePairEncoder
  /// What was found so far.
  var tokens: TokenCollector

  /// A part of the word; it is known by the place of its first byte.
  private struct Part {
    var id: UInt32
    /// The parts beside it; -1 at the ends.
    var previous: Int32
    var next: Int32
    /// What becomes of this part and the next: the pair's rank and the id; no rank without a merge.
    var rank: UInt32?
    var result: UInt32
  }

  private var parts: [Part] = []
  /// Rank and place of the pairs that can be merged, the least first; some are out of date.
  private var heap = Heap()

  init(encoder: BytePairEncoder, tokens: TokenCollector) {
    self.encoder = encoder
    self.tokens = tokens
    parts.reserveCapacity(64)
  }

  /// Adds `text[range]`, a stretch without added tokens.
  mutating func append(_ text: Span<UInt8>, _ range: Range<Int>, _ merges: Span<UInt32>) {
    var start = range.lowerBound
    if encoder.settings.addsPrefixSpace, text[start] != 0x20 {
      // The space is a part of the first word, or a word of its own before white space.
      let spaced = [0x20] + (range.map { text[$0] })
      let end = encoder.pattern.wordEnd(in: spaced.span, 0..<spaced.count)
      merge(spaced.span, 0..<end, merges)
      start += end - 1
    }
    while start < range.upperBound {
      let end = encoder.pattern.wordEnd(in: text, start..<range.upperBound)
      merge(text, start..<end, merges)
      start = end
    }
  }

  /// Merges the bytes of a word, the pair of the lowest rank first, of equal ones the first.
  private mutating func merge(_ text: Span<UInt8>, _ range: Range<Int>, _ merges: Span<UInt32>) {
    parts.removeAll(keepingCapacity: true)
    for index in range {
      let place = Int32(truncatingIfNeeded: index - range.lowerBound)
      parts.append(
        Part(
          id: encoder.byteIDs[Int(text[index])], previous: place - 1,
          next: index + 1 < range.upperBound ? place + 1 : -1, rank: nil, result: 0))
    }
    for place in parts.indices.dropLast() { offer(place, merges) }
    while let (rank, place) = heap.popFirst() {
      // A pair whose parts were merged with others has another rank by now.
      guard parts[place].rank == rank else { continue }
      join(place, merges)
    }
    var place = 0
    while place >= 0 {
      tokens.append(Int32(truncatingIfNeeded: parts[place].id))
      place = Int(parts[place].next)
    }
  }

  /// Replaces a part and the next by what they become.
  private mutating func join(_ place: Int, _ merges: Span<UInt32>) {
    let gone = Int(parts[place].next)
    let next = parts[gone].next
    parts[gone].rank = nil
    parts[place].id = parts[place].result
    parts[place].next = next
    if next >= 0 { parts[Int(next)].previous = Int32(truncatingIfNeeded: place) }
    offer(place, merges)
    if parts[place].previous >= 0 { offer(Int(parts[place].previous), merges) }
  }

  /// Notes what becomes of a part and the next.
  @inline(__always)
  private mutating func offer(_ place: Int, _ merges: Span<UInt32>) {
    let next = Int(parts[place].next)
    guard next >= 0,
      let merge = encoder.merges.merge(of: parts[place].id, parts[next].id, merges)
    else { return parts[place].rank = nil }
    parts[place].rank = merge.rank
    parts[place].result = merge.result
    heap.insert(rank: merge.rank, place: place)
  }
}

/// A binary heap of ranks and places, the least first.
private struct Heap {
  private var keys: [UInt64] = []

  mutating func insert(rank: UInt32, place: Int) {
    let key = UInt64(rank) << 32 | UInt64(UInt32(truncatingIfNeeded: place))
    var index = keys.count
    keys.append(key)
    while index > 0, keys[(index - 1) / 2] > key {
      keys[index] = keys[(index - 1) / 2]
      index = (index - 1) / 2
    }
    keys[index] = key
  }

  mutating func popFirst() -> (rank: UInt32, place: Int)? {
    guard let first = keys.first, let last = keys.popLast() else { return nil }
    var index = 0
    while 2 * index + 1 < keys.count {
      var child = 2 * index + 1
      if child + 1 < keys.count, keys[child + 1] < keys[child] { child += 1 }
      guard keys[child] < last else { break }
      keys[index] = keys[child]
      index = child
    }
    if index < keys.count { keys[index] = last }
    return (UInt32(truncatingIfNeeded: first >> 32), Int(first & 0xffff_ffff))
  }
}
