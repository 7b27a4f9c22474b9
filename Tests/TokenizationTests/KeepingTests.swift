import Model
import Base
import Testing
import Tokenization
import TokenizerCompilation
import TestSupport

/// Reading a stored trie's pieces, and tokenizers of fewer of them.
struct KeepingTests {
  private func expectBrokenTrie(_ units: [UInt32], _ expected: String) throws {
    let bytes = units.flatMap { unit in (0..<4).map { UInt8(truncatingIfNeeded: unit >> ($0 * 8)) }
    }
    let model = try TinyTokenizer.model()
    let broken = try TokenizerModel(
      settings: model.settings, trie: ByteRegion(copying: bytes), scores: model.scores,
      charsmap: model.charsmap)
    #expect {
      try broken.pieceTexts()
    } throws: { error in
      guard case TokenizationError.invalidTable("trie", let found, _)? = error as? TokenizationError
      else { return false }
      return found == expected
    }
  }

  @Test func `a trie gives the texts that it was made of`() throws {
    let texts = try TinyTokenizer.model().pieceTexts()
    #expect(
      texts == [
        "<s>", "<pad>", "</s>", "<unk>", "▁", "a", "b", "c", "ab", "▁ab", "abc", "é", "<mask>",
      ])
    let uncased = try WordPieceFixtures.uncased.get().model.pieceTexts()
    let lines = try Fixtures.bytes("bert-uncased/vocab.txt").split(separator: 0x0a)
    #expect(uncased.map { $0.map { Array($0.utf8) } } == lines.map { Array($0) })
  }

  @Test func `all pieces of a vocabulary make the same tables`() throws {
    for model in [try Fixtures.wordwise.get().model, try WordPieceFixtures.uncased.get().model] {
      let ids = Array(0..<model.settings.vocabularySize)
      let same = try model.keeping(ids, texts: try model.pieceTexts())
      #expect(same.settings == model.settings)
      #expect(same.trie.bytes == model.trie.bytes)
      #expect(same.scores.bytes == model.scores.bytes)
      #expect(same.charsmap.bytes == model.charsmap.bytes)
    }
  }

  @Test func `kept pieces get new ids in their order, and the settings follow`() throws {
    let model = try TinyTokenizer.model()
    let kept = try model.keeping([0, 1, 2, 3, 4, 5, 6, 8, 12], texts: try model.pieceTexts())
    #expect(kept.settings.vocabularySize == 9)
    #expect(kept.settings.kind == model.settings.kind)
    #expect(kept.settings.addedTokens.map(\.id) == [0, 1, 2, 3, 8])
    #expect(kept.scores.elements(as: Float.self) == [0, 0, 0, 0, -2, -3, -3.5, -4.5, 0])
    let (before, after) = (Tokenizer(model), Tokenizer(kept))
    #expect(try before.ids("aab<mask>") == [0, 4, 5, 8, 12, 2])
    #expect(try after.ids("aab<mask>") == [0, 4, 5, 7, 8, 2])
    #expect(try before.ids("é") == [0, 4, 11, 2])
    #expect(try after.ids("é") == [0, 4, 3, 2])
  }

  @Test func `an unknown character that beats a piece is refused`() throws {
    let model = try TinyTokenizer.model()
    let strange = try TokenizerModel(
      settings: model.settings.with(unknownScore: -6.5), trie: model.trie, scores: model.scores,
      charsmap: model.charsmap)
    let ids = Array(0..<model.settings.vocabularySize)
    #expect(
      throws: TokenizationError.invalidTable(
        table: "unknown_score", expected: "at most the score of a piece, -7.0", found: "-6.5")
    ) { try strange.keeping(ids, texts: try strange.pieceTexts()) }
  }

  @Test func `a trie that is no tree of pieces is refused`() throws {
    // Unit 0 leads to the children of base 256; a unit's offset is its base XOR its own place.
    func unit(_ byte: UInt32, at place: UInt32, base: UInt32, isKey: Bool) -> UInt32 {
      byte | (isKey ? 1 << 8 : 0) | (place ^ base) << 10
    }
    var units = [UInt32](repeating: 0, count: 1024)
    units[0] = 256 << 10
    let a: UInt32 = 0x61
    units[256 ^ 0x61] = unit(a, at: 256 ^ a, base: 512, isKey: true)
    units[512] = 1 << 31 | 99
    try expectBrokenTrie(units, "ids below 13")
    units[512] = 1 << 31 | 5
    units[256 ^ 0x62] = unit(0x62, at: 256 ^ 0x62, base: 768, isKey: true)
    units[768] = 1 << 31 | 5
    try expectBrokenTrie(units, "one text for each id")
    units[768] = 1 << 31 | 6
    units[256 ^ 0xc3] = unit(0xc3, at: 256 ^ 0xc3, base: 769, isKey: true)
    units[769] = 1 << 31 | 7
    try expectBrokenTrie(units, "pieces in UTF-8")
    units[256 ^ 0xc3] = unit(0xc3, at: 256 ^ 0xc3, base: 256, isKey: false)
    try expectBrokenTrie(units, "a tree")
  }

  @Test func `a trie that is deeper than any piece is refused`() throws {
    var units = [UInt32](repeating: 0, count: 256 * 1200)
    units[0] = 256 << 10
    // Each "a" leads to the next block.
    for depth in 1..<1100 {
      let place = UInt32(depth * 256) ^ 0x61
      units[Int(place)] = 0x61 | (place ^ UInt32((depth + 1) * 256)) << 10
    }
    try expectBrokenTrie(units, "pieces of at most 512 bytes")
  }

  @Test func `what was found of a word that is unknown in the end decides it, too`() throws {
    let vocabulary: JSONValue = [
      "[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "[MASK]": 4, "a": 5, "ab": 6, "##bc": 7,
    ]
    let json = TinyWordPiece.json(
      vocabulary: vocabulary,
      ids: ["[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "[MASK]": 4])
    let tokenizer = Tokenizer(try TokenizerModel(tokenizerJSON: json, file: "tokenizer.json"))
    #expect(try tokenizer.ids("abc") == [2, 1, 3])
    #expect(tokenizer.decisiveIDs("abc") == [1, 6])
    // Without "ab" the word would be known.
    let model = tokenizer.model
    let other = try model.keeping([0, 1, 2, 3, 4, 5, 7], texts: try model.pieceTexts())
    #expect(try Tokenizer(other).ids("abc") == [2, 5, 6, 3])
  }

  @Test func `a text is cut apart from a prompt that ends in a space`() throws {
    let tokenizer = try Fixtures.wordwise.get()
    for text in ["gare", "вокзал", "駅", "कहाँ", "!"] {
      #expect(tokenizer.isCutApart(text, after: "query: "))
      #expect(!tokenizer.isCutApart(text, after: "query:"))
      #expect(
        tokenizer.tokens("query: " + text)
          == tokenizer.tokens("query: ") + tokenizer.tokens(text))
    }
    for text in ["", "\u{301}a", "<mask>", "\u{200d}"] {
      #expect(!tokenizer.isCutApart(text, after: "query: "))
    }
  }

  @Test func `ids translate by what they stand for`() throws {
    let model = try TinyTokenizer.model()
    let kept = try model.keeping([0, 1, 2, 3, 4, 6, 11, 12], texts: try model.pieceTexts())
    #expect(try kept.ids(in: model) == [0, 1, 2, 3, 4, 6, 11, 12])
    #expect(
      try model.ids(in: kept)
        == [0, 1, 2, 3, 4, nil, 5, nil, nil, nil, nil, 6, 7])
  }
}
