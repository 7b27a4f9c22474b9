import Base
import Model
import TestSupport
import Testing
import Tokenization
import TokenizerCompilation

/// CamemBERT's class, which is XLM-RoBERTa's with other ids.
struct CamembertFileTests {
  private static func declaration(_ configuration: JSONValue = [:]) throws -> TokenizerDeclaration {
    try TokenizerDeclaration(
      TokenizerFiles(configuration: .init(configuration, name: "config"), modelType: "camembert"))
  }

  /// A file of the class: four pieces more than `TinyTokenizer` has, three of them without use.
  private static let json = TinyTokenizer.json.replacing(
    ["model", "vocab"],
    with: [
      ["<s>NOTUSED", 0], ["<pad>", 0], ["</s>NOTUSED", 0], ["<unk>", 0], ["<unk>NOTUSED", -100],
      ["<s>", 0], ["</s>", 0], ["▁", -2], ["a", -3], ["<mask>", 0],
    ]
  ).replacing(["added_tokens"], with: [])

  private static func tokenizer(_ configuration: JSONValue = [:]) throws -> Tokenizer {
    Tokenizer(
      try TokenizerModel(
        tokenizerJSON: json, file: "tiny.json", declaration: declaration(configuration)))
  }

  @Test func `the class begins and ends texts with other ids`() throws {
    let tokenizer = try Self.tokenizer()
    #expect(try tokenizer.ids("a x") == [5, 7, 8, 7, 3, 6])
    let settings = tokenizer.model.settings
    #expect((settings.unknownID, settings.padID) == (3, 1))
    // The mask takes the space before it, unless a file declares it whole.
    #expect(try tokenizer.ids("a <mask>") == [5, 7, 8, 9, 6])
    #expect(settings.addedTokens.last?.stripsLeft == true)
    let mask: JSONValue = ["mask_token": ["content": "<mask>", "lstrip": false]]
    #expect(try Self.tokenizer(mask).model.settings.addedTokens.last?.stripsLeft == false)
  }

  @Test func `pieces without use are special tokens unless a file names others`() throws {
    #expect(try Self.tokenizer().ids("<s>NOTUSED") == [5, 0, 6])
    // An object is of tokens with a role, and no list of others.
    #expect(try Self.tokenizer(["extra_special_tokens": [:]]).ids("<s>NOTUSED") == [5, 0, 6])
    for configuration in [
      ["extra_special_tokens": ["<s>"]], ["additional_special_tokens": ["<s>"]],
    ] as [JSONValue] {
      let tokenizer = try Self.tokenizer(configuration)
      #expect(try tokenizer.ids("<s>NOTUSED") == [5, 5, 7, 3, 6])
    }
  }

  @Test func `a SentencePiece model has XLM-RoBERTa's pieces, each three ids later`() throws {
    let bytes = try Fixtures.bytes("xlm-roberta/sentencepiece.bpe.model")
    let tokenizer = Tokenizer(
      try TokenizerModel(
        sentencePiece: bytes, file: "sentencepiece.bpe.model", declaration: Self.declaration()))
    let other = Tokenizer(try TokenizerModel(sentencePiece: bytes, file: "sentencepiece.bpe.model"))
    #expect(
      tokenizer.model.settings.vocabularySize == other.model.settings.vocabularySize + 3)
    for line in try Fixtures.lines("lines.tsv").prefix(400) {
      let ids = other.tokens(line.text).map { [0: 5, 1: 1, 2: 6, 3: 3][$0] ?? $0 + 3 }
      #expect(tokenizer.tokens(line.text) == ids, "\(line.text.debugDescription)")
    }
    #expect(tokenizer.tokens("<s></s><mask>").prefix(2) == [5, 6])
  }

  @Test func `no space before texts is refused`() throws {
    for value in [false, .null] as [JSONValue] {
      #expect(throws: TokenizerFileError.self) { try Self.declaration(["add_prefix_space": value]) }
    }
  }
}
