import Evaluation
import Testing

@Suite struct VerificationTextTests {
  @Test func `the built-in texts are sixty different ones in twenty languages`() {
    let texts = VerificationText.builtIn
    #expect(texts.count == 60)
    #expect(Set(texts.map(\.text)).count == 60)
    #expect(Set(texts.compactMap(\.language)).count == 20)
  }

  @Test func `lines are texts`() throws {
    let bytes = Array("eins\r\n\n  zwei \n \t\ndrei".utf8)
    let texts = try VerificationText.parse(bytes, path: "t.txt")
    #expect(texts == ["eins", "  zwei ", "drei"].map { VerificationText($0) })
  }

  @Test func `lines of JSON are texts with their language`() throws {
    let bytes =
      Array(#"{"text":"a","language":"en","_id":7}"#.utf8) + [0x0a]
      + Array(#"{"text":"b\n"}"#.utf8)
    let texts = try VerificationText.parse(bytes, path: "t.jsonl")
    #expect(texts == [VerificationText("a", language: "en"), VerificationText("b\n")])
  }

  @Test func `a bad line is named`() {
    let bad: [(String, [UInt8], String)] = [
      (
        "t.txt", [0x61, 0x0a, 0xff],
        "t.txt: line 2: expected valid UTF-8, found an invalid sequence"
      ),
      ("t.jsonl", Array("[]".utf8), "found an array"),
      ("t.jsonl", Array(#"{"text":1}"#.utf8), "found an object"),
      ("t.jsonl", Array(#"{"text":"a","language":1}"#.utf8), "found an object"),
      ("t.jsonl", Array("{".utf8), "found invalid JSON at byte 1"),
      ("t.txt", Array(" \n\n".utf8), "t.txt: expected at least one text, found none"),
    ]
    for (path, bytes, refusal) in bad {
      let error = #expect(throws: VerificationError.self) {
        try VerificationText.parse(bytes, path: path)
      }
      #expect(error?.description.contains(refusal) == true, "\(refusal)")
    }
  }
}
