import Model
import Base
import Testing
import Tokenization
import TokenizerCompilation
import TestSupport

/// A `vocab.txt` with its `tokenizer_config.json`.
struct VocabularyFileTests {
  private static let vocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n##b\né\n"
  private static let configuration: JSONValue = [
    "tokenizer_class": "BertTokenizer", "do_lower_case": true, "model_max_length": 512,
  ]

  private static func model(
    _ text: String = vocabulary, _ edits: [(path: [String], value: JSONValue?)] = []
  ) throws -> TokenizerModel {
    let edited = edits.reduce(configuration) { $0.replacing($1.path[...], with: $1.value) }
    return try TokenizerModel(
      vocabulary: [UInt8](text.utf8), file: "vocab.txt", declaration: .bert(edited))
  }

  @Test func `a line is a piece, whatever ends it`() throws {
    let model = try Self.model()
    #expect(model.settings.vocabularySize == 8)
    for text in [Self.vocabulary.replacing("\n", with: "\r\n"), String(Self.vocabulary.dropLast())]
    {
      let other = try Self.model(text)
      #expect(other.settings == model.settings)
      #expect(other.trie.bytes == model.trie.bytes)
    }
    #expect(try Tokenizer(model).ids("Ab [MASK] x") == [2, 5, 6, 4, 1, 3])
  }

  @Test func `the configuration decides how text is normalised`() throws {
    let cased = try Self.model(
      Self.vocabulary, [(["do_lower_case"], false), (["tokenize_chinese_chars"], false)])
    #expect(
      cased.settings.kind
        == .wordpiece(
          WordPieceSettings(
            continuationPrefix: "##", maximumWordCharacterCount: 100, cleansText: true,
            separatesIdeographs: false, stripsAccents: false, lowercases: false)))
    #expect(try Tokenizer(cased).ids("é A") == [2, 7, 1, 3])
    let kept = try Self.model(Self.vocabulary, [(["strip_accents"], false)])
    #expect(try Tokenizer(kept).ids("É A") == [2, 7, 5, 3])
  }

  @Test(arguments: [[:], ["mask_token": ["content": "<mask>", "lstrip": false]]] as [JSONValue])
  func `MPNet's class is BERT's with other special tokens`(configuration: JSONValue) throws {
    let declaration = try TokenizerDeclaration(
      TokenizerFiles(configuration: .init(configuration, name: "config"), modelType: "mpnet"))
    #expect(declaration.backend == .mpnet)
    let text = "<s>\n<pad>\n</s>\n[UNK]\na\n##b\n<mask>\n"
    let model = try TokenizerModel(
      vocabulary: [UInt8](text.utf8), file: "vocab.txt", declaration: declaration)
    #expect(try Tokenizer(model).ids("Ab <mask>x") == [0, 4, 5, 6, 3, 2])
    #expect(model.settings.padID == 1)
    // A mask token that is given as a text takes the space before it.
    let mask = try #require(model.settings.addedTokens.last)
    #expect(mask.id == 6 && mask.stripsLeft == (configuration == [:]))
  }

  @Test(
    arguments: [
      ("tokenizer_class", ["tokenizer_class"], "T5Tokenizer"),
      ("do_lower_case", ["do_lower_case"], 1), ("strip_accents", ["strip_accents"], "yes"),
      ("tokenize_chinese_chars", ["tokenize_chinese_chars"], 0),
      ("split_special_tokens", ["split_special_tokens"], "no"),
      ("truncation_side", ["truncation_side"], "middle"),
      ("model_input_names", ["model_input_names"], ["input_ids"]),
      ("cls_token", ["cls_token"], 1), ("mask_token.content", ["mask_token"], ["lstrip": true]),
      ("additional_special_tokens", ["additional_special_tokens"], "<x>"),
      ("additional_special_tokens[0]", ["additional_special_tokens"], [1]),
      ("extra_special_tokens.x", ["extra_special_tokens"], ["x": 1]),
      ("added_tokens_decoder.9.content", ["added_tokens_decoder"], ["9": ["special": true]]),
      ("added_tokens_decoder.x", ["added_tokens_decoder"], ["x": ["content": "[PAD]"]]),
    ] as [(String, [String], JSONValue?)])
  func `a wrong configuration is refused by name`(
    field: String, path: [String], value: JSONValue?
  ) {
    expectRefusal("config", field) { try Self.model(Self.vocabulary, [(path, value)]) }
  }

  @Test func `a wrong vocabulary is refused by line`() {
    expectRefusal("vocab.txt", "(whole file)") { try Self.model("") }
    expectRefusal("vocab.txt", "(whole file)") { try Self.model("a\nb\n") }
    expectRefusal("vocab.txt", "line[8]") { try Self.model(Self.vocabulary + "a\0\n") }
    expectRefusal("vocab.txt", "byte 40") {
      try TokenizerModel(
        vocabulary: [UInt8](Self.vocabulary.utf8) + [0xff, 0x0a], file: "vocab.txt",
        declaration: .bert(Self.configuration))
    }
  }

  @Test(arguments: [
    ("bert", TokenizerDeclaration.Backend.bert), ("distilbert", .bert), ("nomic_bert", .bert),
    ("xlm-roberta", .xlmRoberta), ("gte", .xlmRoberta), ("new", .file),
  ])
  func `a model whose files name no class has that of its type`(
    type: String, backend: TokenizerDeclaration.Backend
  ) throws {
    #expect(try TokenizerDeclaration(TokenizerFiles(modelType: type)).backend == backend)
  }

  // The ids of the next two are those of transformers 5.23 for the same files.

  @Test func `of equal lines the last one counts, and a new token gets the number of others`()
    throws
  {
    let model = try Self.model(
      Self.vocabulary + "a \n\n\nc\n", [(["additional_special_tokens"], ["<x>"])])
    // Ten texts, the empty one among them; the ids go to 11.
    #expect(try Tokenizer(model).ids("a c <x>") == [2, 8, 11, 10, 3])
    #expect(model.settings.vocabularySize == 12)
  }

  @Test func `tokens of every list are added in the order of the library`() throws {
    let model = try Self.model(
      Self.vocabulary,
      [
        (["additional_special_tokens"], ["<x>", "<y>"]), (["cls_token"], "<s>"),
        (["query_token"], "<q>"), (["mask_token"], ["__type": "AddedToken", "content": "<m>"]),
      ])
    #expect(try Tokenizer(model).ids("<x><y><q><m>") == [8, 11, 12, 10, 9, 3])
  }
}
