import Base
import Testing
import Tokenization
import Model

struct WordPieceEncodingTests {
  @Test func `the longest piece wins, and a place without one makes the word unknown`() throws {
    let tokenizer = Tokenizer(try TinyWordPiece.model())
    #expect(try tokenizer.ids("abc ab abbc a") == [2, 9, 8, 9, 9, 10, 5, 3])
    // "##" is a piece, but of no character.
    #expect(try tokenizer.ids("ax a. .a b") == [2, 1, 5, 12, 12, 5, 6, 3])
    #expect(try tokenizer.ids("##b c") == [2, 1, 1, 6, 1, 3])
  }

  @Test func `without continuations only whole words are known`() throws {
    let other = try TinyWordPiece.model([(["model", "continuing_subword_prefix"], "@@")])
    #expect(try Tokenizer(other).ids("ab abc a") == [2, 9, 1, 5, 3])
    let none = try TinyWordPiece.model([(["model", "continuing_subword_prefix"], "")])
    #expect(try Tokenizer(none).ids("aba b abx") == [2, 9, 5, 6, 1, 3])
  }

  @Test func `words count characters after normalisation`() throws {
    let tokenizer = Tokenizer(
      try TinyWordPiece.model([(["model", "max_input_chars_per_word"], 3)]))
    #expect(try tokenizer.ids("abc abbc") == [2, 9, 8, 1, 3])
    #expect(try tokenizer.ids("e\u{301}\u{301}\u{301}") == [2, 13, 3])
    // Marks that stay count, in whatever order.
    #expect(try tokenizer.ids("a\u{302e}\u{302e}\u{302e} a") == [2, 1, 5, 3])
    #expect(try tokenizer.ids("\u{302e}\u{1d165}\u{302e}\u{1d165}a") == [2, 1, 3])
  }

  @Test func `added tokens swallow white space where they say so`() throws {
    let tokenizer = Tokenizer(
      try TinyWordPiece.model([
        (["added_tokens", "4"], TinyTokenizer.special(4, "[MASK]", lstrip: true)),
        (["added_tokens", "5"], TinyTokenizer.special(14, "<new>", rstrip: true)),
      ]))
    #expect(tokenizer.model.settings.vocabularySize == 15)
    #expect(try tokenizer.ids("a [MASK]b<new> \u{3000}a[PAD]") == [2, 5, 4, 6, 14, 5, 0, 3])
    #expect(try tokenizer.ids("[mask] <NEW>") == [2, 1, 1, 1, 1, 1, 1, 3])
  }

  @Test func `truncation keeps the first ids and counts the rest`() throws {
    let tokenizer = Tokenizer(try TinyWordPiece.model())
    let all = try tokenizer.ids("abc x.[MASK]b")
    #expect(all == [2, 9, 8, 1, 12, 4, 6, 3])
    for limit in 2...10 {
      let encoding = try tokenizer.encode(
        "abc x.[MASK]b", maximumTokenCount: limit, overflow: .truncate)
      let kept = min(limit - 2, 6)
      #expect(encoding.ids == [2] + all[1..<1 + kept] + [3])
      #expect(encoding.droppedTokenCount == 6 - kept)
    }
    #expect(throws: TokenizationError.tooManyTokens(limit: 4, found: 8)) {
      try tokenizer.encode("abc x.[MASK]b", maximumTokenCount: 4, overflow: .error)
    }
  }

  @Test(
    arguments: [
      ("a", 1), ("\u{302e}", 1), ("\u{1d16d}\u{1d165}", 1), ("각", 1), ("e\u{301}", 1), (" ", 0),
      ("\u{200b}", 0), ("[CLS", nil), ("中", nil), (".", nil),
    ] as [(String, Int?)])
  func `two million bytes of one kind are encoded in one go`(unit: String, count: Int?) throws {
    let tokenizer = try WordPieceFixtures.uncased.get()
    let unitCount = (2 << 20) / unit.utf8.count
    let encoding = try tokenizer.encode(
      String(repeating: unit, count: unitCount), maximumTokenCount: 16, overflow: .truncate)
    let found = encoding.ids.count - 2 + encoding.droppedTokenCount
    #expect(found == count ?? (unit == "[CLS" ? 3 * unitCount : unitCount))
  }

  @Test func `wrong settings and tables are refused`() throws {
    let model = try TinyWordPiece.model()
    let empty = ByteRegion(copying: [])
    func open(
      prefix: String = "##", limit: Int = 100, scores: ByteRegion? = nil,
      charsmap: ByteRegion? = nil
    ) throws -> TokenizerModel {
      let old = model.settings
      let kind = WordPieceSettings(
        continuationPrefix: prefix, maximumWordCharacterCount: limit, cleansText: true,
        separatesIdeographs: true, stripsAccents: true, lowercases: true)
      return try TokenizerModel(
        settings: TokenizerSettings(
          kind: .wordpiece(kind), vocabularySize: old.vocabularySize, unknownID: old.unknownID,
          beginID: old.beginID, endID: old.endID, padID: old.padID, addedTokens: old.addedTokens,
          prefixIDs: old.prefixIDs, suffixIDs: old.suffixIDs),
        trie: model.trie, scores: scores ?? empty, charsmap: charsmap ?? empty)
    }
    func refused(_ body: () throws -> TokenizerModel) -> String? {
      do {
        _ = try body()
        return nil
      } catch let TokenizationError.invalidTable(table, _, _) {
        return table
      } catch {
        return "\(error)"
      }
    }
    let table = ByteRegion(copying: [0, 0, 0, 0])
    #expect(refused { try open() } == nil)
    #expect(
      refused { try open(prefix: String(repeating: "#", count: 513)) } == "continuation_prefix")
    #expect(refused { try open(limit: 0) } == "maximum_word_character_count")
    #expect(refused { try open(limit: .max) } == "maximum_word_character_count")
    #expect(refused { try open(scores: table) } == "scores")
    #expect(refused { try open(charsmap: table) } == "charsmap")
  }

  @Test func `broken tries never read outside`() throws {
    let model = try TinyWordPiece.model()
    var generator = SplitMix(state: 0x5eed)
    let text = "ab abc [MASK] é\u{301}ﬁ🦙 abbbc.ab ac 中 ca"
    for round in 0..<400 {
      var trie = model.trie.bytes
      for _ in 0..<(round % 20) * 20 {
        trie[Int(generator.next() % UInt64(trie.count))] = UInt8(
          truncatingIfNeeded: generator.next())
      }
      if round % 3 == 0 { trie = [UInt8](repeating: 0xff, count: 4 * (round + 1)) }
      let broken = try TokenizerModel(
        settings: model.settings, trie: ByteRegion(copying: trie), scores: model.scores,
        charsmap: model.charsmap)
      let ids = try Tokenizer(broken).ids(text)
      #expect(ids.allSatisfy { (0..<14).contains($0) })
    }
  }
}
