import Base
import Testing
import Tokenization
import TokenizerCompilation
import TestSupport

struct WordPieceGoldenTests {
  @Test func `every line has the ids of HuggingFace tokenizers`() throws {
    let tokenizer = try WordPieceFixtures.uncased.get()
    let lines = try WordPieceFixtures.lines()
    #expect(lines.count >= 20_000)
    for line in lines {
      let ids = try tokenizer.ids(line.text).dropFirst().dropLast()
      let text = ids.map { "\($0)" }.joined(separator: " ")
      #expect(
        WordPieceFixtures.hash([UInt8](text.utf8)) == line.ids, "\(line.text.debugDescription)")
    }
  }

  @Test func `every line is cut into the same words with other switches`() throws {
    let variants = try WordTokenizer.variants.map { try $0.get() }
    for line in try WordPieceFixtures.lines() {
      var words: [UInt8] = []
      for variant in variants { words += try variant.words(of: line.text) }
      #expect(WordPieceFixtures.hash(words) == line.words, "\(line.text.debugDescription)")
    }
  }

  @Test func `every scalar is treated alike, alone and between letters`() throws {
    let rows = try WordPieceFixtures.rows("wordpiece/scalars.tsv")
    #expect(rows.count == 272)
    let variants = try WordTokenizer.variants.map { try $0.get() }
    for row in rows {
      let first = try #require(UInt32(row[0], radix: 16))
      var text = ""
      for scalar in (first..<first + 4096).compactMap(UnicodeScalar.init) {
        text.unicodeScalars.append(scalar)
        text += WordTokenizer.end + "a"
        text.unicodeScalars.append(scalar)
        text += "b" + WordTokenizer.end
      }
      for (index, variant) in variants.enumerated() {
        let hash = WordPieceFixtures.hash(try variant.words(of: text), digits: 16)
        #expect(hash == row[index + 1], "variant \(index), the 4096 scalars from U+\(row[0])")
      }
    }
  }

  @Test func `vocabulary file and tokenizer file compile to the same bytes`() throws {
    let vocabulary = try WordPieceFixtures.uncased.get().model
    let json = try TokenizerModel(
      tokenizerJSON: WordPieceFixtures.json.get(), file: "tokenizer.json")
    #expect(json.settings == vocabulary.settings)
    #expect(json.trie.bytes == vocabulary.trie.bytes)
    #expect(json.trie.byteCount <= 1_000_000)
    #expect(json.scores.byteCount + json.charsmap.byteCount == 0)
  }
}
