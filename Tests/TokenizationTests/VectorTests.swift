import Model
import Testing
import Tokenization

/// Ids that HuggingFace `tokenizers` 0.23 gives for the XLM-RoBERTa files.
struct VectorTests {
  private static let vectors: [(text: String, ids: [Int32])] = [
    ("", [0, 2]),
    ("??????", [0, 705, 85908, 2]),
    (".??????", [0, 6, 5, 32, 85908, 2]),
    ("ab=====", [0, 1563, 1369, 69112, 69112, 2]),
    ("🦙.cpp", [0, 6, 3, 5, 238, 6366, 2]),
    ("a\0b", [0, 10, 3, 275, 2]),
    ("a\u{85}b", [0, 10, 876, 2]),
    ("\u{FDFA}", [0, 16509, 1423, 4472, 8756, 2]),
    ("\u{FB01}n", [0, 2270, 2]),
    ("한국어", [0, 193751, 2]),
    (
      "ｽﾅｯﾌﾟﾘﾝｸﾞ\u{3000}SC-40",
      [0, 6, 3385, 17456, 13451, 17462, 113810, 75862, 246514, 17715, 41734, 2]
    ),
    ("ｶﾞ", [0, 6, 10045, 246514, 2]),
    ("Ａ\u{301}x", [0, 44207, 2]),
    ("\u{1100}\u{1161}\u{11A8}", [0, 6, 244134, 246073, 3, 2]),
    ("trailing  ", [0, 141037, 214, 2]),
    ("   ", [0, 2]),
    ("<s>hi</s>", [0, 0, 1274, 2, 2]),
    ("foo <mask> bar", [0, 5775, 31, 250001, 1909, 2]),
    ("search_query: What is TSNE?", [0, 33938, 454, 944, 1294, 12, 4865, 83, 53800, 8015, 32, 2]),
    ("search_document: Hello!", [0, 33938, 454, 117432, 12, 35378, 38, 2]),
    ("search_document: ¡Hola!", [0, 33938, 454, 117432, 12, 14701, 113251, 11, 38, 2]),
    ("What is Deep Learning?", [0, 4865, 83, 62723, 114344, 32, 2]),
    ("Deep Learning is...", [0, 62723, 114344, 83, 27, 2]),
  ]

  /// Where pipeline B differs.
  private static let wholeVectors: [(text: String, ids: [Int32])] = [
    ("a\u{85}b", [0, 10, 97636, 275, 2]),
    ("trailing  ", [0, 141037, 214, 6, 2]),
    ("   ", [0, 6, 2]),
    (" \u{7f}", [0, 6, 2]),
    ("▁▁", [0, 6, 2]),
    ("🦙🦙\u{85}🦙", [0, 6, 3, 97636, 3, 2]),
  ]

  @Test(arguments: vectors)
  func `pipeline A gives the published ids`(text: String, ids: [Int32]) throws {
    #expect(try Fixtures.wordwise.get().ids(text) == ids)
  }

  @Test(arguments: vectors)
  func `pipeline B gives the published ids`(text: String, ids: [Int32]) throws {
    let expected = VectorTests.wholeVectors.first { Array($0.text.utf8) == Array(text.utf8) }?.ids
    #expect(try Fixtures.whole.get().ids(text) == expected ?? ids)
  }

  @Test(arguments: wholeVectors)
  func `pipeline B keeps spaces that A drops`(text: String, ids: [Int32]) throws {
    #expect(try Fixtures.whole.get().ids(text) == ids)
  }
}
