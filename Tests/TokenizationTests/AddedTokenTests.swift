import Base
import Model
import Testing
import Tokenization
import TokenizerCompilation
import TestSupport

/// Added tokens in normalised text and as words of their own, and the side that texts are cut on; the
/// ids are those of HuggingFace `tokenizers` 0.23.3 for the same files.
struct AddedTokenTests {
  private static func token(
    _ id: Int, _ content: String, normalized: Bool = true, singleWord: Bool = false,
    strips: Bool = false
  ) -> JSONValue {
    [
      "id": .integer(id), "content": .string(content), "single_word": .bool(singleWord),
      "lstrip": .bool(strips), "rstrip": .bool(strips), "normalized": .bool(normalized),
      "special": false,
    ]
  }

  private static let wordPieceTokens = [
    token(14, "Éb"), token(15, "中"), token(16, "a.e", singleWord: true),
    token(17, "B B", strips: true), token(18, "<x>", normalized: false, singleWord: true),
  ]

  @Test func `tokens of a WordPiece model are found in the normalised text`() throws {
    let tokenizer = Tokenizer(
      try TinyWordPiece.model([(["added_tokens"], .array(Self.wordPieceTokens))]))
    for (text, ids) in [
      ("ÉB", [14]), ("aébc e", [5, 14, 1, 13]), ("a中b 中", [5, 15, 6, 15]),
      ("a  b b  e", [5, 17, 13]),
      ("a.e A.É xa.e a.e1 a.e_", [16, 16, 1, 12, 13, 5, 12, 1, 5, 12, 13, 1]),
      ("<x> a<x> <x>b <x>\u{301} <x>", [18, 5, 1, 1, 1, 1, 1, 1, 6, 1, 1, 1, 18]),
      ("b\tB bb", [17, 6, 7]), ("e\u{301}B", [14]),
    ] as [(String, [Int32])] {
      #expect(try tokenizer.ids(text) == [2] + ids + [3], "\(text)")
    }
  }

  @Test func `tokens of a unigram model are found in the normalised text, in lower case or not`()
    throws
  {
    let tokens = [
      Self.token(13, "Bé"), Self.token(14, "a b"), Self.token(15, "C", normalized: false),
    ]
    let edits = tokens.enumerated().map { (path: ["added_tokens", "\($0 + 5)"], value: $1) }
    let model = try TinyTokenizer.model(edits as [(path: [String], value: JSONValue?)])
    let tokenizer = Tokenizer(model)
    #expect(try tokenizer.ids("aBéc") == [0, 4, 5, 13, 4, 7, 2])
    #expect(try tokenizer.ids("a b  ab") == [0, 14, 9, 2])
    #expect(try tokenizer.ids("aCa") == [0, 4, 5, 15, 4, 5, 2])
    var settings = model.settings
    settings.lowercasesFirst = true
    let lower = Tokenizer(
      try TokenizerModel(
        settings: settings, trie: model.trie, scores: model.scores, charsmap: model.charsmap))
    #expect(try lower.ids("aBÉc") == [0, 4, 5, 13, 4, 7, 2])
    #expect(try lower.ids("A B  ab") == [0, 14, 9, 2])
    #expect(try lower.ids("ACa") == [0, 4, 5, 15, 4, 5, 2])
    #expect(try lower.ids("ÀB İ") == [0, 4, 3, 6, 4, 3, 2])
  }

  @Test func `a text that is cut on the left keeps its last tokens`() throws {
    let tokenizer = Tokenizer(
      try TinyTokenizer.model([(["truncation"], ["direction": "Left", "max_length": 9])]))
    #expect(tokenizer.model.settings.truncationSide == .left)
    let cut = try tokenizer.encode("a b c ab", maximumTokenCount: 5, overflow: .truncate)
    #expect(cut.ids == [0, 4, 7, 9, 2])
    #expect(cut.droppedTokenCount == 4)
    let words = String(repeating: "ab ", count: 10_000) + "c"
    let long = try tokenizer.encode(words, maximumTokenCount: 5, overflow: .truncate)
    #expect(long.ids == [0, 9, 4, 7, 2])
    #expect(long.droppedTokenCount == 9_999)
    #expect(throws: TokenizationError.tooManyTokens(limit: 5, found: 9)) {
      try tokenizer.encode("a b c ab", maximumTokenCount: 5, overflow: .error)
    }
  }

  @Test func `tokenizer_config decides before the file which side is cut`() throws {
    let json = TinyWordPiece.json.replacing(
      ["truncation"], with: ["direction": "Left", "max_length": 9])
    for (side, expected) in [(nil, .left), ("right", .right)] as [(JSONValue?, TruncationSide)] {
      let model = try TokenizerModel(
        tokenizerJSON: json, file: "tiny.json",
        declaration: .bert(
          JSONValue.object(JSONObject()).replacing(["truncation_side"], with: side)))
      #expect(model.settings.truncationSide == expected)
    }
  }

  @Test func `tokens that are one when they are normalised are refused`() throws {
    for token in ["éB", "\u{1}"] {
      let edits: [(path: [String], value: JSONValue?)] = [
        (["added_tokens"], .array([Self.token(14, "Éb"), Self.token(15, token)]))
      ]
      #expect(throws: TokenizerFileError.self) { try TinyWordPiece.model(edits) }
    }
  }

  @Test func `ids may be missing or shared, and the last of equal pieces counts`() throws {
    let model = try TinyWordPiece.model([
      (["model", "vocab", "a"], 20), (["model", "vocab", "e"], 6),
    ])
    #expect(try Tokenizer(model).ids("a b e") == [2, 20, 6, 6, 3])
    #expect(model.settings.vocabularySize == 21)
    let unigram = Tokenizer(try TinyTokenizer.model([(["model", "vocab", "6"], ["a", -1])]))
    #expect(try unigram.ids("a") == [0, 4, 6, 2])
  }

  @Test func `special tokens are text where the files say so`() throws {
    let declaration = try TokenizerDeclaration.bert(["split_special_tokens": true])
    let model = try TokenizerModel(
      tokenizerJSON: TinyWordPiece.json, file: "tiny.json", declaration: declaration)
    #expect(try Tokenizer(model).ids("a[SEP]") == [2, 5, 1, 1, 1, 3])
  }

  @Test func `special tokens that are text and may hide another token are refused`() throws {
    let declaration = try TokenizerDeclaration.bert([
      "split_special_tokens": true, "added_tokens_decoder": ["14": Self.token(14, "x[SEP]")],
    ])
    let error = #expect(throws: TokenizerFileError.self) {
      try TokenizerModel(
        tokenizerJSON: TinyWordPiece.json, file: "tiny.json", declaration: declaration)
    }
    #expect(
      error
        == .invalidField(
          file: "config", field: "split_special_tokens",
          expected: "false, as the special token '[SEP]' may hide another added token",
          found: "true"))
  }

  @Test func `a token that begins with white space another one swallows is found`() throws {
    let tokens = [
      Self.token(14, "<r>", normalized: false, strips: true),
      Self.token(15, " b", normalized: false), Self.token(16, "  ", normalized: false),
    ]
    let tokenizer = Tokenizer(try TinyWordPiece.model([(["added_tokens"], .array(tokens))]))
    #expect(try tokenizer.ids("<r> b") == [2, 14, 15, 3])
    #expect(try tokenizer.ids("<r>  b a") == [2, 14, 16, 6, 5, 3])
    #expect(try tokenizer.ids("<r> a") == [2, 14, 5, 3])
  }
}

extension JSONValue {
  fileprivate func replacing(_ path: [String], with value: JSONValue?) -> JSONValue {
    replacing(path[...], with: value)
  }
}
