import Evaluation
import TestSupport
import Testing

@Suite struct VerificationTextTests {
  @Test
  func
    `the built-in texts are all different, eleven in each of twenty languages, a hundred in English`()
  {
    let texts = VerificationText.builtIn
    #expect(texts.count == 309)
    #expect(Set(texts.map(\.text)).count == 309)
    let counts = Dictionary(grouping: texts.compactMap(\.language)) { $0 }.mapValues(\.count)
    #expect(counts.count == 20)
    #expect(counts.allSatisfy { $0.value == ($0.key == "en" ? 100 : 11) })
  }

  private static func read(_ bytes: [UInt8], _ name: String) throws -> [VerificationText] {
    try TemporaryFolder.with { folder in
      try VerificationText.read(path: folder.write(bytes, to: name))
    }
  }

  @Test func `lines are texts`() throws {
    let bytes = Array("\u{feff}eins\r\n\n  zwei \n \t\ndrei".utf8)
    let texts = try Self.read(bytes, "t.txt")
    #expect(texts == ["eins", "", "  zwei ", " \t", "drei"].map { VerificationText($0) })
  }

  @Test func `lines of JSON are texts with their language`() throws {
    let bytes =
      Array(#"{"text":"a","language":"en","_id":7}"#.utf8) + [0x0a]
      + Array(#"{"text":"b\n"}"#.utf8)
    let texts = try Self.read(bytes, "t.jsonl")
    #expect(texts == [VerificationText("a", language: "en"), VerificationText("b\n")])
  }

  @Test func `a bad line is named`() {
    let bad: [(String, [UInt8], String)] = [
      (
        "t.txt", [0x61, 0x0a, 0xff],
        "t.txt: line 2: expected UTF-8, found an invalid sequence at byte 0"
      ),
      ("t.jsonl", Array("[]".utf8), "found an array"),
      ("t.jsonl", Array(#"{"text":1}"#.utf8), "t.jsonl: line 1: text: expected a string, found"),
      (
        "t.jsonl", Array(#"{"text":"a","language":1}"#.utf8),
        "t.jsonl: line 1: language: expected a string, found the integer 1"
      ),
      ("t.jsonl", Array("{".utf8), "t.jsonl: line 1, byte 1: expected a name in quotes, found"),
      ("t.jsonl", Array("{}".utf8), "t.jsonl: line 1: text: expected a string, found nothing"),
      ("t.txt", [], "t.txt: expected at least one text, found none"),
    ]
    for (path, bytes, refusal) in bad {
      let error = #expect(throws: EvaluationError.self) {
        try Self.read(bytes, path)
      }
      #expect(error?.description.contains(refusal) == true, "\(refusal)")
    }
  }
}
