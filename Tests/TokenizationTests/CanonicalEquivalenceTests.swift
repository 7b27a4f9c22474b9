import Base
import Testing
import Tokenization
import TokenizerCompilation
import TestSupport

/// Vocabularies with texts that Swift's `==` takes for one: U+03A9 and U+2126, a composed and a
/// decomposed "é".
///
/// The ids are those of HuggingFace `tokenizers` 0.23.3 for the same files; where `emptyCharsmap` is
/// the normalizer, for none, as the library cannot open a character map without a key.
struct CanonicalEquivalenceTests {
  private static let omega = ["\u{3a9}", "\u{2126}"]
  private static let e = ["\u{e9}", "e\u{301}"]

  private static let pieces = [
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", omega[1], omega[0], e[1], e[0], "##" + e[0],
    "##" + e[1],
  ]

  private static let cases: [(text: String, ids: [Int32])] = [
    ("\(omega[0]) \(omega[1])", [2, 7, 6, 3]),
    ("\(e[0]) \(e[1])", [2, 9, 8, 3]),
    ("a\(e[0])a\(e[1])", [2, 1, 3]),
    ("a\(e[0]) a\(e[1])", [2, 5, 10, 5, 11, 3]),
  ]

  private static func wordPiece() throws -> TokenizerModel {
    var vocabulary = JSONObject()
    for (id, piece) in pieces.enumerated() { vocabulary.append(piece, .integer(id)) }
    return try TinyWordPiece.model([
      (["model", "vocab"], .object(vocabulary)), (["normalizer", "lowercase"], false),
      (["added_tokens", "5"], TinyTokenizer.special(12, "<\(omega[0])>")),
      (["added_tokens", "6"], TinyTokenizer.special(13, "<\(omega[1])>")),
    ])
  }

  @Test func `pieces of a tokenizer file are told apart by their bytes`() throws {
    let tokenizer = Tokenizer(try Self.wordPiece())
    for (text, ids) in Self.cases { #expect(try tokenizer.ids(text) == ids) }
    #expect(
      try tokenizer.ids("<\(Self.omega[1])> <\(Self.omega[0])>") == [2, 13, 12, 3])
  }

  @Test func `lines of a vocabulary file are told apart by their bytes`() throws {
    let model = try TokenizerModel(
      vocabulary: Array(Self.pieces.joined(separator: "\n").utf8), file: "vocab.txt",
      declaration: .bert(["tokenizer_class": "BertTokenizer", "do_lower_case": false]))
    let tokenizer = Tokenizer(model)
    for (text, ids) in Self.cases { #expect(try tokenizer.ids(text) == ids) }
  }

  @Test func `unigram pieces and added tokens are told apart by their bytes`() throws {
    let model = try TinyTokenizer.model([
      (
        ["model", "vocab"],
        [
          ["<s>", 0], ["<pad>", 0], ["</s>", 0], ["<unk>", 0], ["\u{2581}", -2], ["a", -3],
          [.string(Self.omega[1]), -4], [.string(Self.omega[0]), -5], [.string(Self.e[1]), -6],
          [.string(Self.e[0]), -7], ["<mask>", 0],
        ]
      ),
      (["added_tokens", "4", "id"], 10),
      (["added_tokens", "5"], TinyTokenizer.special(11, "<\(Self.omega[0])>")),
      (["added_tokens", "6"], TinyTokenizer.special(12, "<\(Self.omega[1])>")),
    ])
    let tokenizer = Tokenizer(model)
    #expect(try tokenizer.ids("\(Self.omega[0]) \(Self.omega[1])") == [0, 4, 7, 4, 6, 2])
    #expect(try tokenizer.ids("\(Self.e[0]) \(Self.e[1])") == [0, 4, 9, 4, 8, 2])
    #expect(try tokenizer.ids("a\(Self.e[0])a\(Self.e[1])") == [0, 4, 5, 9, 5, 8, 2])
    #expect(try tokenizer.ids("<\(Self.omega[1])><\(Self.omega[0])>") == [0, 12, 11, 2])
  }

  @Test func `a named token is not one that only looks like it`() throws {
    // U+212A, the sign of kelvin, is canonically equal to "K".
    #expect(
      throws: TokenizerFileError.invalidField(
        file: "vocab.txt", field: "(whole file)", expected: "a line '[UNK]'", found: "none")
    ) {
      try TokenizerModel(
        vocabulary: Array("[PAD]\n[UN\u{212a}]\n[CLS]\n[SEP]\n[MASK]\n".utf8), file: "vocab.txt",
        declaration: .bert(["tokenizer_class": "BertTokenizer", "do_lower_case": true]))
    }
    #expect(throws: TokenizerFileError.self) {
      try TinyWordPiece.model([(["model", "unk_token"], "[UN\u{212a}]")])
    }
  }

  @Test func `pieces that are kept or translated stay what they are`() throws {
    let model = try Self.wordPiece()
    let kept = try model.keeping(
      [0, 1, 2, 3, 4, 6, 7, 9, 12, 13], texts: try model.pieceTexts())
    #expect(
      try Tokenizer(kept).ids(Self.cases[0].text + " " + Self.cases[1].text)
        == [2, 6, 5, 7, 1, 3])
    #expect(try kept.ids(in: model) == [0, 1, 2, 3, 4, 6, 7, 9, 12, 13])
    #expect(
      try model.ids(in: kept) == [0, 1, 2, 3, 4, nil, 5, 6, nil, 7, nil, nil, 8, 9])
  }
}
