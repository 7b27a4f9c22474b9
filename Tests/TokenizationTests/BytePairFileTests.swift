import Base
import Model
import TestSupport
import Testing
import Tokenization
import TokenizerCompilation

/// Files of byte-level BPE that must be refused, each with its field, and what must be honoured.
struct BytePairFileTests {
  private static let cases: [(field: String, path: [String], value: JSONValue?)] = [
    ("model.vocab", ["model", "vocab"], nil),
    ("model.vocab", ["model", "vocab", "a"], nil),
    ("model.vocab", ["model", "vocab", "Ġ"], nil),
    ("model.vocab", ["model", "vocab", "second"], 5),
    ("model.merges", ["model", "merges"], nil),
    ("model.merges", ["model", "merges"], []),
    ("model.merges[0]", ["model", "merges", "0"], "bc"),
    ("model.merges[0]", ["model", "merges", "0"], "b  c"),
    ("model.merges[0]", ["model", "merges", "0"], "b c "),
    ("model.merges[0]", ["model", "merges", "0"], ["b"]),
    ("model.merges[0]", ["model", "merges", "0"], ["b", "c", ""]),
    ("model.merges[0]", ["model", "merges", "0"], 1),
    ("model.merges[1]", ["model", "merges", "1"], "a ü"),
    ("model.merges[1]", ["model", "merges", "1"], ["", "a b"]),
    ("model.dropout", ["model", "dropout"], 0.1),
    ("model.continuing_subword_prefix", ["model", "continuing_subword_prefix"], "##"),
    ("model.end_of_word_suffix", ["model", "end_of_word_suffix"], "</w>"),
    ("model.ignore_merges", ["model", "ignore_merges"], true),
    ("model", ["model", "other"], true),
    ("normalizer", ["normalizer"], ["type": "NFC"]),
    ("pre_tokenizer", ["pre_tokenizer"], nil),
    ("pre_tokenizer.type", ["pre_tokenizer", "type"], "Whitespace"),
    ("pre_tokenizer.use_regex", ["pre_tokenizer", "use_regex"], false),
    ("pre_tokenizer.add_prefix_space", ["pre_tokenizer", "add_prefix_space"], nil),
    ("pre_tokenizer", ["pre_tokenizer", "other"], 1),
    ("post_processor.type", ["post_processor"], ["type": "ByteLevel", "trim_offsets": true]),
    ("post_processor", ["post_processor"], nil),
    ("added_tokens[4].id", ["added_tokens", "4", "id"], 5),
    ("(top level)", ["extra"], 1),
  ]

  @Test(arguments: cases)
  func `a wrong field is refused by name`(
    field: String, path: [String], value: JSONValue?
  ) throws {
    expectRefusal("tiny.json", field) { try TinyBytePair.model([(path, value)]) }
  }

  @Test func `the settings are those of the file`() throws {
    let settings = try TinyBytePair.model([(["pre_tokenizer", "add_prefix_space"], true)]).settings
    #expect(settings.kind == .bpe(BytePairSettings(splitting: .gpt2, addsPrefixSpace: true)))
    #expect(
      [settings.unknownID, settings.beginID, settings.endID, settings.padID] == [1, 0, 2, 1])
    #expect((settings.prefixIDs, settings.suffixIDs) == ([0], [2]))
    #expect(settings.vocabularySize == 268)
    let named = try TinyBytePair.model(configuration: ["pad_token": "</s>", "unk_token": "<unk>"])
    #expect((named.settings.unknownID, named.settings.padID) == (3, 2))
  }

  @Test func `a file taken as it is needs a padding token`() throws {
    #expect(throws: TokenizerFileError.self) {
      try TinyBytePair.model([
        (["model", "vocab", "<pad>"], nil), (["model", "vocab", "<PAD>"], 1),
        (["added_tokens", "1", "content"], "<PAD>"),
      ])
    }
    let padding: JSONValue = [
      "strategy": "BatchLongest", "direction": "Right", "pad_id": 2, "pad_type_id": 0,
      "pad_token": "</s>",
    ]
    let model = try TinyBytePair.model([(["padding"], padding)])
    #expect(model.settings.padID == 2)
  }

  @Test(
    arguments: [
      (
        ["model", "merges"],
        .array(
          ["b c", "a b", "a bc"].map { text in
            .array(text.split(separator: " ").map { .string(String($0)) })
          } + TinyBytePair.merges.dropFirst(3))
      ),
      (["model", "type"], nil),
      (["model", "dropout"], 0), (["model", "dropout"], 0.0),
      (["model", "end_of_word_suffix"], .null),
      (["pre_tokenizer", "use_regex"], nil), (["normalizer"], nil),
    ] as [([String], JSONValue?)])
  func `other spellings of the same file give the same tables`(
    path: [String], value: JSONValue?
  ) throws {
    let model = try TinyBytePair.model()
    let other = try TinyBytePair.model([(path, value)])
    #expect(other.settings == model.settings)
    #expect(other.merges.bytes == model.merges.bytes && other.trie.bytes == model.trie.bytes)
  }

  @Test func `a new token gets the id behind the number of pieces, whatever ids those have`() throws
  {
    func model(newID: Int) throws -> TokenizerModel {
      let token: JSONValue = [
        "id": .integer(newID), "content": "[NEW]", "single_word": false, "lstrip": false,
        "rstrip": false, "normalized": false, "special": true,
      ]
      return try TinyBytePair.model([
        (["model", "vocab", "<mask>"], 300), (["added_tokens", "4", "id"], 300),
        (["added_tokens", "5"], token),
      ])
    }
    #expect(try Tokenizer(model(newID: 268)).tokens("[NEW]<mask>") == [268, 300])
    #expect(throws: TokenizerFileError.self) { try model(newID: 301) }
  }

  @Test func `of two merges of a pair the later one counts`() throws {
    let model = try TinyBytePair.model([
      (["model", "merges"], .array(TinyBytePair.merges + ["b c"]))
    ])
    let tokenizer = Tokenizer(model)
    #expect(tokenizer.tokens("abc") == [TinyBytePair.merged(0), TinyBytePair.id(0x63)])
  }

  @Test func `RoBERTa's class takes vocabulary and merges, and builds the rest`() throws {
    let edits: [(path: [String], value: JSONValue?)] = [
      (["pre_tokenizer", "add_prefix_space"], true), (["normalizer"], ["type": "NFC"]),
      (["post_processor"], ["type": "ByteLevel"]), (["model", "dropout"], 0.5),
    ]
    let model = try TinyBytePair.model(edits, modelType: "roberta")
    #expect(model.settings.kind == .bpe(BytePairSettings(splitting: .gpt2, addsPrefixSpace: false)))
    #expect((model.settings.prefixIDs, model.settings.suffixIDs) == ([0], [2]))
    #expect((model.settings.unknownID, model.settings.padID) == (3, 1))
    let spaced = try TinyBytePair.model(
      configuration: ["tokenizer_class": "RobertaTokenizerFast", "add_prefix_space": true])
    #expect(spaced.settings.kind == .bpe(BytePairSettings(splitting: .gpt2, addsPrefixSpace: true)))
    #expect(throws: TokenizerFileError.self) {
      try TinyBytePair.model(configuration: ["cls_token": nil], modelType: "roberta")
    }
    let other = try TinyBytePair.model(configuration: [
      "tokenizer_class": "RobertaTokenizer", "cls_token": "<unk>", "sep_token": "[new]",
    ])
    #expect((other.settings.prefixIDs, other.settings.suffixIDs) == ([3], [268]))
  }

  private static func compiled(
    _ merges: String, vocabulary: JSONValue = .object(TinyBytePair.vocabulary)
  ) throws -> TokenizerModel {
    try CompiledTokenizer(
      .bytePairs(vocabulary, merges: [UInt8](merges.utf8), mergesFile: "merges.txt"),
      file: "vocab.json", files: TokenizerFiles(modelType: "roberta"), lowercasesFirst: false
    ).model
  }

  @Test func `vocab.json and merges.txt are the same model`() throws {
    let lines = ["#version: 0.2"] + TinyBytePair.merges.compactMap(\.string)
    let model = try TinyBytePair.model(
      [(["added_tokens", "4", "lstrip"], false)], modelType: "roberta")
    for text in [lines.joined(separator: "\n"), lines.joined(separator: "\r\n") + "\r\n"] {
      let other = try Self.compiled(text)
      #expect(other.settings == model.settings)
      #expect(other.merges.bytes == model.merges.bytes && other.trie.bytes == model.trie.bytes)
    }
  }

  @Test(arguments: [
    ("b c\n\na b", "line 2"), ("b c\nab", "line 2"), ("#version: 0.2\nb  c", "line 2"),
    ("b c \n", "line 1"), ("b c\na b\r", "line 2"), ("a ü", "line 1"), ("b c\n ", "line 2"),
  ])
  func `a wrong line of merges.txt is refused by its number`(text: String, field: String) throws {
    expectRefusal("merges.txt", field) { try Self.compiled(text) }
  }

  @Test func `a vocabulary that is no object, and merges that are no UTF-8, are refused`() throws {
    #expect(throws: TokenizerFileError.self) { try Self.compiled("b c", vocabulary: ["a"]) }
    #expect(throws: TokenizerFileError.self) {
      try CompiledTokenizer(
        .bytePairs(.object(TinyBytePair.vocabulary), merges: [0xff], mergesFile: "merges.txt"),
        file: "vocab.json", files: TokenizerFiles(modelType: "roberta"), lowercasesFirst: false)
    }
    let error = #expect(throws: TokenizerFileError.self) { try Self.compiled("#version: 0.2\n") }
    #expect(
      error?.description
        == "merges.txt: field '(whole file)': expected at least one merge, found none")
  }
}
