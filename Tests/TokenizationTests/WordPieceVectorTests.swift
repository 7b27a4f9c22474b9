import Base
import Testing
import Tokenization
import TokenizerCompilation
import TestSupport

/// Ids that HuggingFace `tokenizers` 0.23 gives with BERT's uncased vocabulary, hard cases by name.
struct WordPieceVectorTests {
  private static let vectors: [(name: String, text: String, ids: [Int32])] = [
    ("an empty text", "", []),
    ("white space alone", " \u{9}\u{a}\u{3000}\u{b}", []),
    ("plain words", "Hello, world!", [7592, 1010, 2088, 999]),
    ("case", "HELLO hello HeLLo", [7592, 7592, 7592]),
    (
      "accents are stripped", "Caf\u{e9} na\u{ef}ve \u{c5}ngstr\u{f6}m",
      [7668, 15743, 17076, 15687]
    ),
    ("decomposed accents", "Cafe\u{301}", [7668]),
    (
      "final sigma is not special", "\u{39f}\u{394}\u{39f}\u{3a3} \u{3bf}\u{3b4}\u{3bf}\u{3c2}",
      [1169, 29722, 29730, 29733, 1169, 29722, 15297]
    ),
    ("dotted capital I", "\u{130}stanbul \u{131}\u{307}", [9960, 1104]),
    ("sharp s", "Stra\u{df}e STRA\u{1e9e}E", [2358, 27807, 2358, 27807]),
    ("ligatures stay", "\u{fb01}n", [1984, 2078]),
    (
      "ideographs stand alone", "\u{4e2d}\u{6587}abc\u{65e5}\u{672c}\u{8a9e}",
      [1746, 1861, 5925, 1864, 1876, 1950]
    ),
    ("compatibility ideographs", "\u{f900}\u{2f800}", [100, 100]),
    ("the gap of the ideograph ranges", "a\u{2b820}b\u{2b91f}c\u{2b920}d", [100, 100, 1040]),
    ("kana are words", "\u{304c}\u{30ac}\u{30ab}\u{3099}", [1651, 30226, 30226]),
    (
      "Hangul becomes jamo", "\u{d55c}\u{ad6d}\u{c5b4}",
      [1469, 30006, 30021, 29991, 30014, 30020, 29999, 30008]
    ),
    ("jamo stay", "\u{1112}\u{1161}\u{11ab}", [1469, 30006, 30021]),
    (
      "controls vanish", "a\u{0}b\u{1}c\u{7f}d\u{ad}e\u{200b}f\u{feff}g\u{fffd}h\u{e000}i",
      [5925, 3207, 2546, 28891]
    ),
    ("controls that are white space vanish", "a\u{b}b\u{c}c\u{85}d", [5925, 2094]),
    ("tabs and lines part", "a\u{9}b\u{a}c\u{d}d\u{2028}e", [1037, 1038, 1039, 1040, 1041]),
    ("unassigned stays", "a\u{378}b", [100]),
    (
      "every ASCII punctuation", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
      [
        999, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1013,
        1024, 1025, 1026, 1027, 1028, 1029, 1030, 1031, 1032, 1033, 1034, 1035, 1036, 1063, 1064,
        1065, 1066,
      ]
    ),
    (
      "other punctuation", "\u{ab}hi\u{bb}\u{2014}\u{bf}no\u{3002}",
      [1077, 7632, 1090, 1517, 1094, 2053, 1636]
    ),
    (
      "symbols are letters", "5\u{20ac} \u{a9}\u{2122} x\u{b0}",
      [1019, 30102, 1075, 30108, 1060, 7737]
    ),
    ("Greek question mark and varia", "a\u{37e}b\u{1fef}c", [1037, 1025, 1038, 1036, 1039]),
    (
      "specials in the text", "[CLS] a [SEP]b[MASK][PAD][UNK]", [101, 1037, 102, 1038, 103, 0, 100]
    ),
    ("specials in small letters", "[cls] [Sep]", [1031, 18856, 2015, 1033, 1031, 19802, 1033]),
    ("cut specials", "[CLS [[SEP]]", [1031, 18856, 2015, 1031, 102, 1033]),
    ("continuations in the text", "##ing # #", [1001, 1001, 13749, 1001, 1001]),
    ("unknown words", "\u{1f999} a\u{1f999}b \u{1f999}.", [100, 100, 100, 1012]),
    (
      "a word of 100", String(repeating: "a", count: 100),
      [13360] + [Int32](repeating: 11057, count: 48) + [2050]
    ),
    ("a word of 101", String(repeating: "a", count: 101), [100]),
    (
      "a word of 100 with accents", String(repeating: "\u{e9}", count: 100),
      [25212] + [Int32](repeating: 4402, count: 49)
    ),
    ("a long word of marks", "a" + String(repeating: "\u{301}", count: 200), [1037]),
    ("marks that stay change places", "a\u{1d16d}\u{1d165}b", [100]),
    ("marks newer than the tables stay", "e\u{8d4}\u{301}x", [100]),
    ("a longest match that fails", "unaffabl\u{e6}", [14477, 20961, 16558, 29667]),
    (
      "pieces", "embeddings tokenization unbelievable",
      [7861, 8270, 4667, 2015, 19204, 3989, 23653]
    ),
    (
      "Devanagari loses its signs",
      "\u{915}\u{94d}\u{937} \u{939}\u{93f}\u{928}\u{94d}\u{926}\u{940}",
      [1315, 29873, 1339, 29877, 29863, 29861, 29878]
    ),
    ("Thai", "\u{e19}\u{e49}\u{e33}", [100]),
    (
      "Arabic", "\u{645}\u{64e}\u{631}\u{652}\u{62d}\u{64e}\u{628}\u{64b}\u{627}",
      [1295, 17149, 29820, 29816, 25573]
    ),
    ("emoji with joiners", "\u{1f469}\u{200d}\u{1f4bb}\u{fe0f}", [100]),
    ("a number", "3.14159 1,000", [1017, 1012, 15471, 28154, 1015, 1010, 2199]),
  ]

  /// Without lower case: `strip_accents` null, false and true.
  private static let casedVectors:
    [(text: String, null: [Int32], kept: [Int32], stripped: [Int32])] = [
      ("Caf\u{e9} HELLO hello", [100, 100, 7592], [100, 100, 7592], [100, 100, 7592]),
      ("cafe\u{301}", [100], [100], [7668]),
      ("\u{130}a", [100], [100], [100]),
      ("\u{d55c}\u{ad6d}", [100], [100], [1469, 30006, 30021, 29991, 30014, 30020]),
      ("\u{4e2d}A", [1746, 100], [1746, 100], [1746, 100]),
      ("a\u{0}\u{e9}", [100], [100], [29347]),
      ("\u{fc} \u{439} \u{1e69}", [100, 100, 100], [100, 100, 100], [1057, 1188, 1055]),
    ]

  @Test(arguments: vectors)
  func `hard cases give the ids of HuggingFace tokenizers`(
    name: String, text: String, ids: [Int32]
  ) throws {
    #expect(try WordPieceFixtures.uncased.get().ids(text) == [101] + ids + [102], "\(name)")
  }

  @Test(arguments: casedVectors)
  func `cased variants give the ids of HuggingFace tokenizers`(
    text: String, null: [Int32], kept: [Int32], stripped: [Int32]
  ) throws {
    for (strips, ids) in [(JSONValue.null, null), (false, kept), (true, stripped)] {
      let json = try WordPieceFixtures.json.get()
        .replacing(["normalizer", "lowercase"], with: false)
        .replacing(["normalizer", "strip_accents"], with: strips)
      let tokenizer = Tokenizer(try TokenizerModel(tokenizerJSON: json, file: "tokenizer.json"))
      #expect(try tokenizer.ids(text) == [101] + ids + [102])
    }
  }
}
