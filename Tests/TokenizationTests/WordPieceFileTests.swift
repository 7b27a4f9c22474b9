import Model
import Base
import Testing
import Tokenization
import TokenizerCompilation

/// WordPiece files that must be refused, each with its field, and what must be honoured.
struct WordPieceFileTests {
  private static let cases: [(field: String, path: [String], value: JSONValue?)] = [
    ("model.vocab", ["model", "vocab"], nil),
    ("model.vocab", ["model", "vocab"], [:]),
    ("model.vocab", ["model", "vocab"], [["a", 0]]),
    ("model.vocab.a", ["model", "vocab", "a"], "5"),
    ("model.vocab.a", ["model", "vocab", "a"], -1),
    ("model.vocab", ["model", "vocab", "[PAD]"], nil),
    ("model.vocab[14]", ["model", "vocab", "x\0"], 14),
    ("model.vocab[14]", ["model", "vocab", .init(repeating: "x", count: 513)], 14),
    ("model.unk_token", ["model", "unk_token"], nil),
    ("model.unk_token", ["model", "unk_token"], 1),
    ("model.unk_token", ["model", "unk_token"], "<unk>"),
    ("model.continuing_subword_prefix", ["model", "continuing_subword_prefix"], nil),
    ("model.continuing_subword_prefix", ["model", "continuing_subword_prefix"], .null),
    ("model.max_input_chars_per_word", ["model", "max_input_chars_per_word"], nil),
    ("model.max_input_chars_per_word", ["model", "max_input_chars_per_word"], 0),
    ("model.max_input_chars_per_word", ["model", "max_input_chars_per_word"], 2_147_483_648),
    ("model.max_input_chars_per_word", ["model", "max_input_chars_per_word"], 1.5),
    ("model", ["model", "fuse_unk"], true),
    ("normalizer", ["normalizer"], nil),
    ("normalizer.type", ["normalizer", "type"], "Lowercase"),
    ("normalizer", ["normalizer", "form"], "NFD"),
    ("normalizer.clean_text", ["normalizer", "clean_text"], nil),
    ("normalizer.clean_text", ["normalizer", "clean_text"], 1),
    ("normalizer.handle_chinese_chars", ["normalizer", "handle_chinese_chars"], nil),
    ("normalizer.lowercase", ["normalizer", "lowercase"], nil),
    ("normalizer.strip_accents", ["normalizer", "strip_accents"], "no"),
    ("pre_tokenizer", ["pre_tokenizer"], nil),
    ("pre_tokenizer.type", ["pre_tokenizer", "type"], "Whitespace"),
    ("pre_tokenizer", ["pre_tokenizer", "behavior"], "Isolated"),
    ("post_processor", ["post_processor"], nil),
    ("post_processor.type", ["post_processor", "type"], "ByteLevel"),
    ("post_processor.single", ["post_processor", "single"], []),
    (
      "post_processor.single[0].SpecialToken.type_id",
      ["post_processor", "single", "0", "SpecialToken", "type_id"], 1
    ),
    (
      "post_processor.special_tokens.[SEP].ids[0]",
      ["post_processor", "special_tokens", "[SEP]", "ids"], [14]
    ),
    ("post_processor.sep", ["post_processor"], ["type": "BertProcessing", "cls": ["[CLS]", 2]]),
    (
      "post_processor.cls", ["post_processor"],
      ["type": "BertProcessing", "cls": ["[CLS]"], "sep": ["[SEP]", 3]]
    ),
    (
      "post_processor.cls[1]", ["post_processor"],
      ["type": "BertProcessing", "cls": ["[CLS]", 14], "sep": ["[SEP]", 3]]
    ),
    (
      "post_processor", ["post_processor"],
      ["type": "BertProcessing", "cls": ["[CLS]", 2], "sep": ["[SEP]", 3], "trim_offsets": true]
    ),
    ("padding.pad_token", ["padding", "pad_token"], nil),
    ("model.vocab", ["padding", "pad_token"], "<pad>"),
    ("model.vocab.a", ["model", "vocab", "a"], 16_777_216),
    ("added_tokens[4].id", ["added_tokens", "4", "id"], 5),
    ("(top level)", ["extra"], 1),
  ]

  @Test(arguments: cases)
  func `a wrong field is refused by name`(
    field: String, path: [String], value: JSONValue?
  ) throws {
    expectRefusal("tiny.json", field) { try TinyWordPiece.model([(path, value)]) }
  }

  @Test func `truncation and padding of the file are not applied`() throws {
    let tokenizer = Tokenizer(try TinyWordPiece.model())
    #expect(try tokenizer.ids("a") == [2, 5, 3])
    #expect(try tokenizer.ids(String(repeating: "a ", count: 200)).count == 202)
  }

  @Test(
    arguments: [
      ["type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]],
      [
        "type": "RobertaProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2],
        "trim_offsets": true, "add_prefix_space": false,
      ],
    ] as [JSONValue])
  func `any post-processor and a file that does not say its kind are read alike`(
    processor: JSONValue
  ) throws {
    let model = try TinyWordPiece.model([
      (["post_processor"], processor),
      (["model", "type"], nil), (["padding"], .null), (["normalizer", "strip_accents"], nil),
    ])
    #expect(model.settings == (try TinyWordPiece.model().settings))
  }

  @Test func `the settings are those of the file`() throws {
    let model = try TinyWordPiece.model([
      (["normalizer", "clean_text"], false), (["normalizer", "strip_accents"], false),
      (["model", "continuing_subword_prefix"], ""), (["model", "max_input_chars_per_word"], 3),
    ])
    #expect(
      model.settings.kind
        == .wordpiece(
          WordPieceSettings(
            continuationPrefix: "", maximumWordCharacterCount: 3, cleansText: false,
            separatesIdeographs: true, stripsAccents: false, lowercases: true)))
    let settings = model.settings
    #expect(
      [settings.unknownID, settings.beginID, settings.endID, settings.padID] == [1, 2, 3, 0])
    #expect((settings.prefixIDs, settings.suffixIDs) == ([2], [3]))
    #expect(settings.vocabularySize == 14)
  }

  @Test func `deep JSON is refused, not recursed into`() throws {
    let deep = [UInt8](repeating: UInt8(ascii: "["), count: 100_000)
    #expect(throws: JSONError.self) { try JSONValue(parsing: deep) }
  }
}
