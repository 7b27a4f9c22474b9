import Model
import Synchronization

/// What to do with a text that has more tokens than fit.
package enum OverflowPolicy: String, Sendable, Hashable, CaseIterable {
  /// Keep the first ones and count the rest.
  case truncate
  /// Refuse the text.
  case error
}

/// The token ids of one text.
package struct Encoding: Sendable, Equatable {
  /// The ids, the special ones around the text included.
  package let ids: [Int32]
  /// How many ids of the text did not fit.
  package let droppedTokenCount: Int
}

/// Turns text into token ids exactly as HuggingFace `tokenizers` 0.23 does for files of XLM-RoBERTa,
/// of BERT and of RoBERTa.
///
/// One tokenizer may be used by any number of threads.
package final class Tokenizer: Sendable {
  /// The tables and settings in use.
  package let model: TokenizerModel

  let addedTokens: AddedTokenMatcher
  let encoder: any TextEncoder
  private let pieceTable = Mutex<PieceTable?>(nil)

  /// Prepares a compiled model for use.
  package init(_ model: TokenizerModel) {
    self.model = model
    addedTokens = AddedTokenMatcher(raw: model.settings.addedTokens)
    encoder =
      switch model.settings.kind {
      case .unigram(let pipeline, let unknownScore):
        UnigramEncoder(model, pipeline: pipeline, unknownScore: unknownScore)
      case .wordpiece(let settings):
        NormalizingWordPieceEncoder(model, settings) ?? WordPieceEncoder(model, settings)
      case .bpe(let settings): BytePairEncoder(model, settings)
      }
  }

  /// The ids of `text`, at most `maximumTokenCount` with the special ones.
  ///
  /// - Throws: `TokenizationError.tooManyTokens` if the text does not fit and `overflow` is
  ///   `.error`; `.limitTooSmall` if the special ids alone do not fit.
  package func encode(
    _ text: String, maximumTokenCount: Int, overflow: OverflowPolicy
  ) throws(TokenizationError) -> Encoding {
    let bytes = [UInt8](text.utf8)
    let settings = model.settings
    let specialCount = settings.prefixIDs.count + settings.suffixIDs.count
    guard maximumTokenCount >= specialCount else {
      throw .limitTooSmall(expected: specialCount, found: maximumTokenCount)
    }
    let tokens = collect(bytes, limit: maximumTokenCount - specialCount)
    guard overflow == .truncate || tokens.count <= tokens.limit else {
      throw .tooManyTokens(limit: maximumTokenCount, found: tokens.count + specialCount)
    }
    let ids =
      settings.prefixIDs.map { Int32(truncatingIfNeeded: $0) } + tokens.ids
      + settings.suffixIDs.map { Int32(truncatingIfNeeded: $0) }
    return Encoding(ids: ids, droppedTokenCount: tokens.count - tokens.ids.count)
  }

  /// All ids of `text`, without the special ones around it.
  package func tokens(_ text: String) -> [Int32] { collect([UInt8](text.utf8), limit: .max).ids }

  /// The texts of all ids, read from the tables when first asked for and kept.
  ///
  /// - Throws: `TokenizationError.invalidTable` if the trie is broken.
  package func pieces() throws(TokenizationError) -> PieceTable {
    try pieceTable.withLock { (kept) throws(TokenizationError) -> PieceTable in
      if let kept { return kept }
      let table = try PieceTable(model)
      kept = table
      return table
    }
  }

  private func collect(_ bytes: [UInt8], limit: Int) -> TokenCollector {
    var tokens = encoder.encode(
      bytes.span, addedTokens: addedTokens,
      into: TokenCollector(limit: limit, side: model.settings.truncationSide))
    tokens.finish()
    return tokens
  }

  /// The ids that decide how `text` is cut, without the special ones around it: with these pieces, and
  /// any others of the model beside them, it is cut as with all.
  ///
  /// Those are its tokens, and of a WordPiece model also what was found of words that are unknown in
  /// the end.
  package func decisiveIDs(_ text: String) -> [Int32] {
    let tokens = collect([UInt8](text.utf8), limit: .max)
    return tokens.ids + tokens.abandoned
  }

  /// Whether `prompt + text` is cut into what `prompt` and `text` are cut into alone.
  ///
  /// So it is after a space, unless `text` begins with what joins a space in one grapheme cluster,
  /// or perhaps with an added token, which may swallow the space. Of tokens in normalised text nothing
  /// is said, and a byte-pair model's words begin with the space.
  package func isCutApart(_ text: String, after prompt: String) -> Bool {
    if case .bpe = model.settings.kind { return false }
    let added = model.settings.addedTokens.map(\.content)
    guard !model.settings.addedTokens.contains(where: \.normalized), prompt.utf8.last == 0x20,
      let first = text.unicodeScalars.first,
      !added.contains(where: { $0.unicodeScalars.first == first || $0.utf8.contains(0x20) })
    else { return false }
    switch GraphemeTable.shared[first.value] {
    case .extend, .extendOutsideConjunct, .linker, .zwj, .spacingMark: return false
    default: return true
    }
  }
}

/// Turns a text into ids; one for each kind of tokenizer.
protocol TextEncoder: Sendable {
  /// The added tokens that are looked for in the normalised text, if there are any.
  var normalizedTokens: AddedTokenMatcher? { get }

  /// `tokens` with the ids of `text`, which is valid UTF-8, without the special ones around it.
  ///
  /// - Parameter addedTokens: those that are looked for in the raw text.
  func encode(
    _ text: Span<UInt8>, addedTokens: AddedTokenMatcher, into tokens: TokenCollector
  ) -> TokenCollector
}

/// The ids of one text as they are found: the first or the last ones are kept, all are counted.
struct TokenCollector {
  /// Ids beyond this many are counted and dropped.
  let limit: Int
  /// Which ids are dropped.
  let side: TruncationSide
  /// The ids that fit.
  private(set) var ids: [Int32] = []
  /// How many ids there were.
  private(set) var count = 0
  /// Pieces of words that are unknown in the end, no more than `limit`.
  private(set) var abandoned: [Int32] = []

  init(limit: Int, side: TruncationSide = .right) {
    self.limit = limit
    self.side = side
    ids.reserveCapacity(min(limit, 1024))
  }

  @inline(__always)
  mutating func append(_ id: Int32) {
    count += 1
    if ids.count < limit {
      ids.append(id)
    } else if side == .left {
      appendLast(id)
    }
  }

  /// Appends an id behind at least `limit`, of which the first ones go now and then.
  private mutating func appendLast(_ id: Int32) {
    ids.append(id)
    if ids.count - limit > max(limit, 1024) { ids.removeFirst(ids.count - limit) }
  }

  /// Drops what is beyond the limit when the text is at its end.
  mutating func finish() {
    if ids.count > limit { ids.removeFirst(ids.count - limit) }
  }

  @inline(__always)
  mutating func append(_ word: [Int32]) {
    for id in word { append(id) }
  }

  /// Notes the pieces that were found before a word turned out to be unknown.
  mutating func abandon(_ pieces: [Int32]) {
    abandoned += pieces.prefix(limit - abandoned.count)
  }
}
