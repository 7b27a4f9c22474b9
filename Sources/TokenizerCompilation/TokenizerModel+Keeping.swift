import Model
import Base
package import Tokenization

extension TokenizerModel {
  /// The same tokenizer with fewer pieces, whose ids are their places in `ids`.
  ///
  /// The character map, the scores of the pieces and the score of an unknown character stay as they
  /// are. So a word of whose pieces none is dropped keeps its segmentation: among the ways to cut it
  /// only worse ones are missing, and an unknown character is worse than its own piece.
  ///
  /// - Parameters:
  ///   - ids: ascending, and among them every id that the settings name.
  ///   - texts: what `pieceTexts` gives.
  /// - Precondition: it is no byte-pair model.
  /// - Throws: `TokenizationError.invalidTable` if an unknown character could be better than a piece.
  package func keeping(
    _ ids: [Int], texts: [String?]
  ) throws(TokenizationError) -> TokenizerModel {
    precondition(bytePairs == nil, "merges need pieces that are no tokens")
    var pieces = PieceList()
    var newIDs: [Int32] = []
    for (new, old) in ids.enumerated() {
      guard let text = texts[old] else { continue }
      pieces.append(text.utf8, score: 0)
      newIDs.append(Int32(truncatingIfNeeded: new))
    }
    let order = pieces.sortedPlaces()
    guard
      let units = DoubleArrayBuilder.build(
        keys: pieces, order: order, values: order.map { newIDs[Int($0)] })
    else { preconditionFailure("fewer pieces do not fit where more did") }
    let kept: [UInt32] = try keptScores(ids, texts).map(\.bitPattern)
    return try TokenizerModel(
      settings: settings.keeping(ids), trie: ByteRegion(words: units),
      scores: ByteRegion(words: kept), charsmap: charsmap)
  }

  private func keptScores(
    _ ids: [Int], _ texts: [String?]
  ) throws(TokenizationError) -> [Float] {
    guard case .unigram(_, let unknownScore) = settings.kind else { return [] }
    return try scores.withFloats { (scores) throws(TokenizationError) in
      for (id, text) in texts.enumerated()
      where text != nil && Double(scores[id]) < unknownScore {
        throw .invalidTable(
          table: "unknown_score", expected: "at most the score of a piece, \(scores[id])",
          found: "\(unknownScore)")
      }
      return ids.map { scores[$0] }
    }
  }

  /// For each of this tokenizer's ids, the id that `other` has for the same piece or the same named
  /// token; `nil` where it has none.
  ///
  /// - Throws: `TokenizationError.invalidTable` if a trie is broken.
  package func ids(in other: TokenizerModel) throws(TokenizationError) -> [Int32?] {
    var others: [Identifier: Int32] = [:]
    for (id, text) in try other.pieceTexts().enumerated() {
      if let text { others[Identifier(text)] = Int32(truncatingIfNeeded: id) }
    }
    var ids = try pieceTexts().map { text in text.flatMap { others[Identifier($0)] } }
    let (own, named) = (settings, other.settings)
    var pairs = [
      (own.unknownID, named.unknownID), (own.beginID, named.beginID), (own.endID, named.endID),
      (own.padID, named.padID),
    ]
    for token in own.addedTokens {
      guard
        let same = named.addedTokens.first(where: { $0.content.hasSameBytes(as: token.content) })
      else { continue }
      pairs.append((token.id, same.id))
    }
    for (id, same) in pairs { ids[id] = Int32(truncatingIfNeeded: same) }
    return ids
  }
}

extension TokenizerSettings {
  /// Every id that is more than a piece of text.
  package var namedIDs: [Int] {
    [unknownID, beginID, endID, padID] + prefixIDs + suffixIDs + addedTokens.map(\.id)
  }

  /// The settings where an id is its place in `ids`.
  fileprivate func keeping(_ ids: [Int]) -> TokenizerSettings {
    let news = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, $0) })
    func new(_ id: Int) -> Int {
      guard let new = news[id] else { preconditionFailure("id \(id) is named and not kept") }
      return new
    }
    return TokenizerSettings(
      kind: kind, vocabularySize: ids.count, unknownID: new(unknownID), beginID: new(beginID),
      endID: new(endID), padID: new(padID),
      addedTokens: addedTokens.map { token in
        AddedToken(
          id: new(token.id), content: token.content, stripsLeft: token.stripsLeft,
          stripsRight: token.stripsRight, singleWord: token.singleWord,
          normalized: token.normalized, special: token.special)
      }, prefixIDs: prefixIDs.map(new), suffixIDs: suffixIDs.map(new),
      truncationSide: truncationSide, lowercasesFirst: lowercasesFirst)
  }
}
