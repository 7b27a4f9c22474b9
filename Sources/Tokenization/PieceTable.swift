import Base
import Model

/// The texts of a model's ids, and how texts are made of ids again.
///
/// Source: huggingface/tokenizers 0.23, `tokenizer/mod.rs`, `decoders/wordpiece.rs` with `cleanup`,
/// `pre_tokenizers/metaspace.rs`, `pre_tokenizers/byte_level.rs`.
package struct PieceTable: Sendable {
  private let kind: TokenizerSettings.Kind
  /// The texts of all ids one behind the other, and where each ends.
  private let bytes: [UInt8]
  private let ends: [UInt32]
  private let special: Set<Int32>

  /// Reads all texts of a model.
  ///
  /// - Throws: `TokenizationError.invalidTable` as `TokenizerModel.pieceTexts`.
  init(_ model: TokenizerModel) throws(TokenizationError) {
    var texts = try model.pieceTexts()
    for token in model.settings.addedTokens { texts[token.id] = token.content }
    var bytes: [UInt8] = []
    var ends: [UInt32] = []
    ends.reserveCapacity(texts.count)
    for text in texts {
      if let text { bytes.append(contentsOf: text.utf8) }
      // No more than 2^24 texts of 512 bytes: beyond 32 bits only if most of them were that long.
      guard let end = UInt32(exactly: bytes.count) else {
        throw .invalidTable(
          table: "trie", expected: "at most \(UInt32.max) bytes of pieces", found: "more")
      }
      ends.append(end)
    }
    kind = model.settings.kind
    self.bytes = bytes
    self.ends = ends
    special = Set(
      model.settings.addedTokens.filter(\.special).map { Int32(truncatingIfNeeded: $0.id) })
  }

  /// The number of ids.
  package var count: Int { ends.count }

  /// The piece or added token of an id; `nil` for an id that has no text.
  ///
  /// - Precondition: the id is below `count`.
  package func text(of id: Int32) -> String? {
    let text = piece(id)
    return text.isEmpty ? nil : String(decoding: text, as: UTF8.self)
  }

  /// The text that ids stand for; those without a text are passed over.
  ///
  /// It is not always the text that they were made of: a normalizer may have changed that.
  ///
  /// - Precondition: all ids are below `count`.
  package func decode(_ ids: [Int32], skippingSpecial: Bool) -> String {
    let pieces = ids.lazy.filter { !skippingSpecial || !special.contains($0) }.map { piece($0) }
      .filter { !$0.isEmpty }
    var text: [UInt8] = []
    switch kind {
    case .unigram:
      for (index, piece) in pieces.enumerated() {
        text += piece.replacing(PieceTable.space, with: index == 0 ? [] : [0x20])
      }
    case .wordpiece(let settings):
      let prefix = Array(settings.continuationPrefix.utf8)
      for (index, piece) in pieces.enumerated() {
        if index == 0 {
          text += PieceTable.cleaned(Array(piece))
        } else if piece.starts(with: prefix) {
          text += PieceTable.cleaned(Array(piece.dropFirst(prefix.count)))
        } else {
          text += PieceTable.cleaned([0x20] + piece)
        }
      }
    case .bpe:
      for piece in pieces {
        text += ByteAlphabet.bytes(of: String(decoding: piece, as: UTF8.self)) ?? Array(piece)
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  private func piece(_ id: Int32) -> ArraySlice<UInt8> {
    let index = Int(id)
    return bytes[(index == 0 ? 0 : Int(ends[index - 1]))..<Int(ends[index])]
  }

  /// U+2581, which stands for a space.
  private static let space: [UInt8] = [0xe2, 0x96, 0x81]

  /// What is undone in a piece and the space before it, in this order.
  private static let cleanups: [(old: [UInt8], new: [UInt8])] = [
    (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"),
    (" 'm", "'m"), (" do not", " don't"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
  ].map { (Array($0.utf8), Array($1.utf8)) }

  private static func cleaned(_ piece: [UInt8]) -> [UInt8] {
    guard piece.contains(0x20) else { return piece }
    return cleanups.reduce(piece) { $0.replacing($1.old, with: $1.new) }
  }
}
