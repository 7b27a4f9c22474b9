import Base
import Model
import TestSupport
import Testing
import Tokenization
import TokenizerCompilation

/// The goldens of `make_bpe_golden.py`.
struct BytePairGoldenTests {
  private static let tokenizer = Result {
    Tokenizer(
      try TokenizerModel(
        tokenizerJSON: JSONValue(parsing: Fixtures.bytes("byte-level-bpe/tokenizer.json")),
        file: "tokenizer.json"))
  }

  private struct Line {
    let text: String
    let ids: String
    let words: String
  }

  /// The lines with their hashes: those of byte-level-bpe/lines.tsv, then the shared ones.
  private static func lines() throws -> [Line] {
    let own = try WordPieceFixtures.rows("byte-level-bpe/lines.tsv").map { fields in
      try #require(fields.count == 3)
      let text = try #require(try JSONValue(parsing: [UInt8](fields[0].utf8)).string)
      return Line(text: text, ids: fields[1], words: fields[2])
    }
    var texts = try Fixtures.lines("lines.tsv").map(\.text)
    texts += try Fixtures.lines("graphemes/lines.tsv").map(\.text)
    texts += try WordPieceFixtures.rows("wordpiece/lines.tsv").map { fields in
      try #require(try JSONValue(parsing: [UInt8](fields[0].utf8)).string)
    }
    let hashes = try WordPieceFixtures.rows("byte-level-bpe/shared.tsv")
    try #require(hashes.count == texts.count)
    return own + zip(texts, hashes).map { Line(text: $0, ids: $1[0], words: $1[1]) }
  }

  /// Each word of a text followed by FF, the text by FE.
  private static func words(of text: String, addsPrefixSpace: Bool = false) -> [UInt8] {
    let bytes = [UInt8](text.utf8)
    let spaced = addsPrefixSpace && !bytes.isEmpty && bytes.first != 0x20 ? [0x20] + bytes : bytes
    var words: [UInt8] = []
    var start = 0
    while start < spaced.count {
      let end = GPT2Pattern().wordEnd(in: spaced.span, start..<spaced.count)
      words += spaced[start..<end] + [0xff]
      start = end
    }
    return words + [0xfe]
  }

  @Test func `every line has the ids of HuggingFace tokenizers`() throws {
    let tokenizer = try Self.tokenizer.get()
    let lines = try Self.lines()
    #expect(lines.count >= 20_000)
    for line in lines {
      let ids = tokenizer.tokens(line.text).map { "\($0)" }.joined(separator: " ")
      #expect(
        WordPieceFixtures.hash([UInt8](ids.utf8)) == line.ids, "\(line.text.debugDescription)")
    }
  }

  @Test func `every line is cut into the same words, with a space before it or not`() throws {
    for line in try Self.lines() {
      let words = Self.words(of: line.text) + Self.words(of: line.text, addsPrefixSpace: true)
      #expect(WordPieceFixtures.hash(words) == line.words, "\(line.text.debugDescription)")
    }
  }

  @Test func `every scalar is of the same class, alone and beside others`() throws {
    let rows = try WordPieceFixtures.rows("byte-level-bpe/scalars.tsv")
    #expect(rows.count == 272)
    for row in rows {
      let first = try #require(UInt32(row[0], radix: 16))
      var words: [UInt8] = []
      for scalar in (first..<first + 4096).compactMap(UnicodeScalar.init) {
        let text = String(scalar)
        for text in ["\(text)", "a\(text)b", "1\(text)2", "!\(text)?", "  \(text) ", "\(text)'s"] {
          words += Self.words(of: text) + Self.words(of: text, addsPrefixSpace: true)
        }
      }
      #expect(
        WordPieceFixtures.hash(words, digits: 16) == row[1],
        "the 4096 scalars from U+\(row[0])")
    }
  }

  @Test func `ids become the text again`() throws {
    let tokenizer = try Self.tokenizer.get()
    let pieces = try tokenizer.pieces()
    for line in try Self.lines() where !line.text.contains("<") {
      let text = pieces.decode(tokenizer.tokens(line.text), skippingSpecial: true)
      #expect(text.utf8.elementsEqual(line.text.utf8), "\(line.text.debugDescription)")
    }
  }
}
