import Base
import Testing
import Tokenization
import Model

struct EncodingTests {
  @Test func `truncation keeps the first ids and counts the rest`() throws {
    let tokenizer = Tokenizer(try TinyTokenizer.model())
    let all = try tokenizer.ids("ab ab a<mask>c")
    #expect(all == [0, 9, 9, 4, 5, 12, 4, 7, 2])
    for limit in 2...12 {
      let encoding = try tokenizer.encode(
        "ab ab a<mask>c", maximumTokenCount: limit, overflow: .truncate)
      let kept = min(limit - 2, 7)
      #expect(encoding.ids == [0] + all[1..<1 + kept] + [2])
      #expect(encoding.droppedTokenCount == 7 - kept)
    }
  }

  @Test func `overflow is refused where it is not allowed`() throws {
    let tokenizer = Tokenizer(try TinyTokenizer.model())
    #expect(throws: TokenizationError.tooManyTokens(limit: 4, found: 5)) {
      try tokenizer.encode("ab ab ab", maximumTokenCount: 4, overflow: .error)
    }
    #expect(
      try tokenizer.encode("ab ab", maximumTokenCount: 4, overflow: .error).ids == [0, 9, 9, 2])
  }

  @Test func `a limit below the special ids is refused`() throws {
    let tokenizer = Tokenizer(try TinyTokenizer.model())
    #expect(throws: TokenizationError.limitTooSmall(expected: 2, found: 1)) {
      try tokenizer.encode("a", maximumTokenCount: 1, overflow: .truncate)
    }
  }

  @Test(
    arguments: [
      ([0x61, 0xff], 1), ([0x80], 0), ([0xc0, 0x80], 0), ([0xe2, 0x96], 0),
      ([0x61, 0x62, 0xc3], 2),
      ([0xed, 0xa0, 0x80], 0), ([0xf4, 0x90, 0x80, 0x80], 0), ([0xe0, 0x9f, 0x80], 0),
      ([0xc3, 0xa9, 0xf0, 0x9f, 0xa6, 0x41], 2), ([0xf5, 0x80, 0x80, 0x80], 0),
      ([0xf0, 0x8f, 0xbf, 0xbf], 0), ([0xc3, 0x28], 0),
    ] as [([UInt8], Int)])
  func `the first byte that is no UTF-8 is found`(bytes: [UInt8], offset: Int) {
    #expect(bytes.span.firstInvalidUTF8 == offset)
  }

  @Test func `the best path wins, the earliest of equals, and unknowns fuse`() throws {
    let tokenizer = Tokenizer(try TinyTokenizer.model())
    #expect(try tokenizer.ids("abc") == [0, 4, 10, 2])
    #expect(try tokenizer.ids("abcc") == [0, 4, 10, 7, 2])
    #expect(try tokenizer.ids("xyz") == [0, 4, 3, 2])
    #expect(try tokenizer.ids("xyaz") == [0, 4, 3, 5, 3, 2])
    // "a" and "b" are together worth what "ab" is: the path found first stays.
    let tie = try TinyTokenizer.model([(["model", "vocab", "8"], ["ab", -6.5])])
    #expect(try Tokenizer(tie).ids("cab") == [0, 4, 7, 8, 2])
  }

  @Test func `white space around added tokens is swallowed where they say so`() throws {
    let model = try TinyTokenizer.model([
      (["added_tokens", "5"], TinyTokenizer.special(13, "<r>", rstrip: true)),
      (["added_tokens", "6"], TinyTokenizer.special(14, "<r>>")),
      (
        ["pre_tokenizer"], TinyTokenizer.metaspace
      ),
      (
        ["normalizer"],
        [
          "type": "Sequence",
          "normalizers": [
            ["type": "Precompiled", "precompiled_charsmap": .string(TinyTokenizer.emptyCharsmap)],
            ["type": "Replace", "pattern": ["Regex": " {2,}"], "content": " "],
          ],
        ]
      ),
    ])
    let tokenizer = Tokenizer(model)
    #expect(model.settings.vocabularySize == 15)
    #expect(try tokenizer.ids("a <mask> a") == [0, 4, 5, 12, 4, 5, 2])
    #expect(try tokenizer.ids("a  <r>\u{3000} a") == [0, 4, 5, 4, 13, 4, 5, 2])
    #expect(try tokenizer.ids("<r>><r> <mask>") == [0, 14, 13, 12, 2])
    #expect(try tokenizer.ids(" <s> ") == [0, 4, 0, 4, 2])
  }

  @Test func `long texts and long words are encoded in full`() throws {
    let tokenizer = Tokenizer(try TinyTokenizer.model())
    let words = String(repeating: "ab ", count: 100_000)
    let encoding = try tokenizer.encode(words, maximumTokenCount: 512, overflow: .truncate)
    #expect(encoding.ids.count == 512)
    #expect(encoding.droppedTokenCount == 100_000 - 510)
    let word = String(repeating: "ab", count: 100_000)
    #expect(try tokenizer.ids(word).count == 100_002)
  }
}
