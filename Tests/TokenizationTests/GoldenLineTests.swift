import Model
import Base
import CSentencePiece
import Testing
import Tokenization
import TokenizerCompilation
import TestSupport

struct GoldenLineTests {
  @Test func `every line of the fixture has the ids of HuggingFace tokenizers`() throws {
    let (wordwise, whole) = (try Fixtures.wordwise.get(), try Fixtures.whole.get())
    let lines = try Fixtures.lines("lines.tsv")
    #expect(lines.count == 4000)
    #expect(Set(lines.map(\.language)).count >= 13)
    for line in lines {
      let (first, second) = (try wordwise.ids(line.text), try whole.ids(line.text))
      #expect(first == line.wordwise, "A, \(line.language): \(line.text.debugDescription)")
      #expect(second == line.whole, "B, \(line.language): \(line.text.debugDescription)")
    }
  }

  @Test func `cluster rules hold for every class of scalars`() throws {
    let json = try JSONValue(parsing: Fixtures.bytes("graphemes/tokenizer.json"))
    let tokenizer = Tokenizer(try TokenizerModel(tokenizerJSON: json, file: "tokenizer.json"))
    let lines = try Fixtures.lines("graphemes/lines.tsv")
    #expect(lines.count == 2000)
    for line in lines {
      let ids = try tokenizer.ids(line.text)
      let scalars = line.text.unicodeScalars.map { String($0.value, radix: 16) }
      #expect(ids == line.wordwise, "\(scalars)")
    }
  }

  @Test func `SentencePiece file and tokenizer file compile to the same bytes`() throws {
    let json = try Fixtures.wordwise.get().model
    let bytes = try Fixtures.bytes("xlm-roberta/sentencepiece.bpe.model")
    // The file has no flags of tokens: that <mask> swallows a space says the map beside it.
    let map = try JSONValue(parsing: Fixtures.bytes("xlm-roberta/special_tokens_map.json"))
    let files = TokenizerFiles(
      specialTokensMap: .init(map, name: "special_tokens_map.json"), modelType: "xlm-roberta")
    let other = try TokenizerModel(
      sentencePiece: bytes, file: "sentencepiece.bpe.model",
      declaration: TokenizerDeclaration(files))
    #expect(other.settings == json.settings)
    #expect(other.trie.bytes == json.trie.bytes)
    #expect(other.scores.bytes == json.scores.bytes)
    #expect(other.charsmap.bytes == json.charsmap.bytes)
    #expect(json.settings.kind == .unigram(pipeline: .wordwise, unknownScore: -30.3647518157959))
    #expect(json.trie.byteCount + json.scores.byteCount + json.charsmap.byteCount <= 6_500_000)
  }

  @Test func `libsentencepiece agrees on ordinary text and differs where it must`() throws {
    guard let processor = unsafe csp_open(Fixtures.sentencePiecePath) else {
      Issue.record("libsentencepiece cannot load its file")
      return
    }
    defer { unsafe csp_close(processor) }
    func ids(_ text: String) -> [Int32] {
      let text = Array(text.utf8)
      var found = [Int32](repeating: 0, count: text.count + 8)
      let count = unsafe csp_encode(processor, text, text.count, &found, found.count)
      let fairseq = found.prefix(max(count, 0)).map { $0 == 0 ? 3 : $0 + 1 }
      return [0] + fairseq + [2]
    }
    let lines = try Fixtures.lines("lines.tsv").filter { $0.language != "hard" }
    let equal = lines.count { ids($0.text) == $0.wordwise }
    // Measured: 0.9976. The rest: float32 sums over whole sentences, and the longest key replaces.
    #expect(Double(equal) / Double(lines.count) >= 0.995, "\(equal) of \(lines.count)")
    #expect(ids("ｶﾞ") == [0, 6, 26618, 2])
    #expect(ids("Ａ\u{301}x") == [0, 3566, 425, 2])
  }
}
