import Base
import Model

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
