import Base
import Model
import TestSupport
import Testing
import Tokenization
import TokenizerCompilation

/// Merges, prefix spaces and added tokens of byte-level BPE; the ids are those of HuggingFace
/// `tokenizers` 0.23.3 for the same files.
struct BytePairEncodingTests {
  private static func bytes(_ text: String) -> [Int32] { text.utf8.map(TinyBytePair.id) }

  @Test func `the pair that comes first in the list is merged first, of equal ones the first`()
    throws
  {
    let tokenizer = Tokenizer(try TinyBytePair.model())
    let m = TinyBytePair.merged
    for (text, ids) in [
      ("abc", [m(2)]), ("ab", [m(0)]), ("abab", [m(0), m(0)]), ("xbc", Self.bytes("x") + [m(1)]),
      ("aaaa", [m(5), m(5)]), ("aaa", [m(6)]), ("aaaaa", [m(5), m(6)]),
      (" a", [m(3)]), ("   a", [m(4), m(3)]), ("", []), ("é", Self.bytes("é")),
      ("a\u{0}b", Self.bytes("a\u{0}b")),
    ] as [(String, [Int32])] {
      #expect(tokenizer.tokens(text) == ids, "\(text.debugDescription)")
    }
  }

  @Test(arguments: [false, true])
  func `a space is put before what follows an added token, too`(addsPrefixSpace: Bool) throws {
    let path = ["pre_tokenizer", "add_prefix_space"]
    let tokenizer = Tokenizer(try TinyBytePair.model([(path, .bool(addsPrefixSpace))]))
    let a = addsPrefixSpace ? TinyBytePair.merged(3) : TinyBytePair.id(0x61)
    #expect(tokenizer.tokens("a") == [a])
    #expect(tokenizer.tokens("a<s>a") == [a, 0, a])
    #expect(tokenizer.tokens(" a") == [TinyBytePair.merged(3)])
    // The mask takes the space before it.
    #expect(tokenizer.tokens("a <mask>a") == [a, 4, a])
    let lines = addsPrefixSpace ? Self.bytes(" \n") : Self.bytes("\n")
    #expect(tokenizer.tokens("\na") == lines + [TinyBytePair.id(0x61)])
  }

  @Test func `text becomes lower case where the folder says so, and added tokens stay`() throws {
    let model = try TinyBytePair.model([
      (["added_tokens", "3", "normalized"], true), (["added_tokens", "3", "content"], "ABC"),
      (["model", "vocab", "<unk>"], nil), (["model", "vocab", "ABC"], 3),
    ])
    var settings = model.settings
    settings.lowercasesFirst = true
    let tokenizer = Tokenizer(
      try TokenizerModel(
        settings: settings, trie: model.trie, scores: model.scores, charsmap: model.charsmap,
        merges: model.merges))
    #expect(
      tokenizer.tokens("AB abc Abc") == [TinyBytePair.merged(0)] + Self.bytes(" ") + [3]
        + Self.bytes(" ") + [3])
    #expect(tokenizer.tokens("<S><s>") == Self.bytes("<s>") + [0])
  }

  @Test func `white space that a token has swallowed is no other token's text`() throws {
    func token(_ id: Int, _ content: String, lstrip: Bool = true, rstrip: Bool = true) -> JSONValue
    {
      [
        "id": .integer(id), "content": .string(content), "single_word": false,
        "lstrip": .bool(lstrip), "rstrip": .bool(rstrip), "normalized": false, "special": false,
      ]
    }
    let tokenizer = Tokenizer(
      try TinyBytePair.model([
        (["added_tokens", "5"], token(268, "\n")),
        (["added_tokens", "6"], token(269, "[NEW]", lstrip: false)),
        (["added_tokens", "7"], token(270, "\t", rstrip: false)),
      ]))
    #expect(tokenizer.tokens("\n\n") == [268])
    #expect(tokenizer.tokens("[NEW]\tx") == [269] + Self.bytes("x"))
    #expect(tokenizer.tokens("x\tx") == Self.bytes("x") + [270] + Self.bytes("x"))
    #expect(tokenizer.tokens("[NEW] \t\tx") == [269] + Self.bytes("x"))
  }

  @Test func `a word of a million letters is merged at once`() throws {
    let tokenizer = Tokenizer(try TinyBytePair.model())
    let ids = tokenizer.tokens(String(repeating: "a", count: 1_000_000))
    #expect(ids.count == 500_000 && ids.allSatisfy { $0 == TinyBytePair.merged(5) })
  }

  @Test func `stored merges are checked`() throws {
    let model = try TinyBytePair.model()
    let words = model.merges.bytes
    func refusal(_ merges: [UInt8]) -> String? {
      do {
        _ = try TokenizerModel(
          settings: model.settings, trie: model.trie, scores: model.scores,
          charsmap: model.charsmap, merges: ByteRegion(copying: merges))
        return nil
      } catch {
        return error.description
      }
    }
    #expect(refusal(words) == nil)
    #expect(refusal([])?.contains("merges") == true)
    #expect(refusal(Array(words.dropLast(4)))?.contains("merges of 16 bytes") == true)
    #expect(refusal(words + words.suffix(16))?.contains("ascending pairs") == true)
    var swapped = Array(words[16..<32] + words[0..<16])
    #expect(refusal(swapped + words[32...])?.contains("ascending pairs") == true)
    for place in [0, 4, 12] {
      swapped = words
      swapped[words.count - 16 + place + 3] = 0x7f
      #expect(refusal(swapped)?.contains("ids below 268") == true)
    }
    // Any ranks are merges.
    swapped = words
    for index in stride(from: 8, to: words.count, by: 16) { swapped[index] = 0 }
    #expect(refusal(swapped) == nil)
  }

  @Test func `a trie without a byte is refused, and merges beside another kind`() throws {
    let model = try TinyBytePair.model()
    let other = try TinyWordPiece.model()
    #expect(throws: TokenizationError.self) {
      try TokenizerModel(
        settings: model.settings, trie: other.trie, scores: model.scores,
        charsmap: model.charsmap, merges: model.merges)
    }
    #expect(throws: TokenizationError.self) {
      try TokenizerModel(
        settings: other.settings, trie: other.trie, scores: other.scores,
        charsmap: other.charsmap, merges: model.merges)
    }
    #expect(throws: TokenizationError.self) {
      try TokenizerModel(
        settings: model.settings, trie: model.trie, scores: ByteRegion(words: [0]),
        charsmap: model.charsmap, merges: model.merges)
    }
  }
}
