import Base
import Model
import Tokenization

/// Pieces, one byte array instead of one per piece.
///
/// The id of a piece is its place, but for those at the end that share the id of another.
struct PieceList {
  private(set) var bytes: [UInt8] = []
  private(set) var ends: [Int] = []
  private(set) var scores: [Float] = []
  /// The ids of the last pieces, which are not their places.
  private var sharedIDs: [Int32] = []

  var count: Int { ends.count }

  /// How many ids there are; an id without a piece counts.
  var idCount: Int { count - sharedIDs.count }

  mutating func append(_ text: some Sequence<UInt8>, score: Float) {
    bytes.append(contentsOf: text)
    ends.append(bytes.count)
    scores.append(score)
  }

  /// Appends a second piece of the id `id`; only such may follow.
  mutating func append(_ text: some Sequence<UInt8>, sharing id: Int) {
    append(text, score: 0)
    sharedIDs.append(Int32(truncatingIfNeeded: id))
  }

  func range(of place: Int) -> Range<Int> { (place == 0 ? 0 : ends[place - 1])..<ends[place] }

  subscript(place: Int) -> ArraySlice<UInt8> { bytes[range(of: place)] }

  func id(at place: Int32) -> Int32 {
    Int(place) < idCount ? place : sharedIDs[Int(place) - idCount]
  }

  /// The byte of a piece at `depth`, 0 after its end.
  func byte(of place: Int, at depth: Int) -> Int {
    let range = range(of: place)
    return depth < range.count ? Int(bytes[range.lowerBound + depth]) : 0
  }

  /// All places by the bytes of their texts, equal ones ascending.
  func sortedPlaces() -> [Int32] {
    var entries = (0..<count).map { place in
      // The first eight bytes, big-endian, decide most comparisons.
      (
        head: (0..<8).reduce(UInt64(0)) { $0 << 8 | UInt64(byte(of: place, at: $1)) },
        place: Int32(place)
      )
    }
    entries.sort { left, right in
      guard left.head == right.head else { return left.head < right.head }
      let (first, second) = (range(of: Int(left.place)), range(of: Int(right.place)))
      for offset in 0..<min(first.count, second.count) {
        let pair = (bytes[first.lowerBound + offset], bytes[second.lowerBound + offset])
        guard pair.0 == pair.1 else { return pair.0 < pair.1 }
      }
      return (first.count, left.place) < (second.count, right.place)
    }
    return entries.map(\.place)
  }
}

/// The pieces of a vocabulary by their texts: of those with the same text the last one counts, and
/// an empty one never.
struct PieceIndex {
  let pieces: PieceList
  /// The places of the pieces that count, by the bytes of their texts.
  let order: [Int32]
  /// How many pieces the library counts when it gives a new token an id.
  let distinctCount: Int

  /// - Parameter distinctCount: `nil` counts different texts.
  init(_ pieces: PieceList, distinctCount: Int?) {
    self.pieces = pieces
    let sorted = pieces.sortedPlaces()
    var order: [Int32] = []
    order.reserveCapacity(sorted.count)
    var isEmptyThere = false
    for place in sorted {
      if pieces[Int(place)].isEmpty {
        isEmptyThere = true
      } else if let last = order.last, pieces[Int(last)].elementsEqual(pieces[Int(place)]) {
        order[order.count - 1] = place
      } else {
        order.append(place)
      }
    }
    self.order = order
    self.distinctCount = distinctCount ?? order.count + (isEmptyThere ? 1 : 0)
  }

  func id(of text: String) -> Int? {
    let text = Array(text.utf8)
    var low = 0
    var high = order.count
    while low < high {
      let middle = (low + high) / 2
      if pieces[Int(order[middle])].lexicographicallyPrecedes(text) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    guard low < order.count, pieces[Int(order[low])].elementsEqual(text) else { return nil }
    return Int(pieces.id(at: order[low]))
  }
}

/// The added tokens of a tokenizer as they come about: each gets the id of the piece it is, or the
/// next free one.
///
/// Source: huggingface/tokenizers 0.23, `AddedVocabulary::add_tokens`, and transformers 5.23,
/// `TokenizersBackend.__init__`.
struct AddedTokenList {
  /// The tokens by their ids, ascending.
  var tokens: [AddedToken] { entries.values.sorted { $0.id < $1.id } }

  private let pieces: PieceIndex
  private var entries: [Int: AddedToken] = [:]
  private var ids: [Identifier: Int] = [:]

  init(pieces: PieceIndex) { self.pieces = pieces }

  /// The id of an added token or a piece.
  func id(of content: String) -> Int? { ids[Identifier(content)] ?? pieces.id(of: content) }

  /// The id that a token gets which is neither a piece nor there yet.
  var nextID: Int {
    guard let last = entries.keys.max(), last >= pieces.distinctCount else {
      return pieces.distinctCount
    }
    return last + 1
  }

  /// Adds tokens; a token of a text that is there replaces it.
  mutating func add(_ tokens: [DeclaredToken]) {
    var next = nextID
    for token in tokens where !token.content.isEmpty {
      let known = id(of: token.content)
      let id = known ?? next
      if known == nil { next += 1 }
      ids[Identifier(token.content)] = id
      entries[id] = AddedToken(
        id: id, content: token.content, stripsLeft: token.stripsLeft,
        stripsRight: token.stripsRight, singleWord: token.singleWord,
        normalized: token.normalized ?? !token.special, special: token.special)
    }
  }

  /// Adds what a folder declares to what `own`, the tokens of `tokenizer.json`, already says.
  ///
  /// - Parameter isBuilt: Whether `own` were added, as where `tokenizer.json` is taken as it is.
  mutating func add(
    _ declaration: TokenizerDeclaration, own: [(id: Int, token: DeclaredToken)], isBuilt: Bool
  ) {
    var listed = Dictionary(declaration.listed.map { ($0.id, $0.token) }) { $1 }
    if declaration.readsOwnTokens { for (id, token) in own { listed[id] = token } }
    var added = listed.sorted { $0.key < $1.key }.map(\.value)
    if isBuilt {
      added.removeAll { token in own.contains { $0.token.hasSameFlags(as: token) } }
    }
    var contents = Set(added.map { Identifier($0.content) })
    contents.formUnion(ids.keys)
    for token in declaration.roles.map(\.token) + (declaration.extras ?? [])
    where !contents.contains(Identifier(token.content)) && !added.contains(token) {
      added.append(token)
    }
    let roles = Set(declaration.roles.map { Identifier($0.token.content) })
    add(
      added.map { token in
        var token = token
        if token.isPlain || roles.contains(Identifier(token.content)) { token.special = true }
        return token
      })
  }
}
