import Base
import Testing

/// What comes from files and arguments, as it is shown.
struct ShownTextTests {
  @Test func `control characters are spelt out, all other text is as it was`() {
    #expect("größe 日本 🐦".escapingControlCharacters == "größe 日本 🐦")
    #expect("a\nb\u{1b}[2J\u{7f}".escapingControlCharacters == "a\\nb\\u{1B}[2J\\u{7F}")
  }

  @Test(arguments: [
    0x85, 0x61c, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202e, 0x2066, 0x2069, 0x00, 0x9f,
  ])
  func `what ends a line or turns the direction of text is spelt out`(code: UInt32) throws {
    let scalar = try #require(UnicodeScalar(code))
    let shown = "a\(scalar)b".escapingControlCharacters
    #expect(shown.unicodeScalars.allSatisfy(\.isASCII) && shown.count > 3)
    #expect("a\(scalar)b: expected x, found y".errorLine == "\(shown): expected x, found y")
    #expect("a\n\(scalar)b".escapingInLines == "a\n\(shown.dropFirst())")
  }

  @Test func `a report keeps its lines`() {
    #expect("a\nb".escapingInLines == "a\nb")
  }

  @Test func `a long line about an error keeps where, what was expected and what was found`() {
    let long = String(repeating: "ü", count: 1_000_000)
    for line in [
      "a/\(long)/b: expected x, found y", "a: expected x\(long)x, found y",
      "a: expected x, found y\(long)y", "\(long): expected \(long), found \(long)y",
    ] {
      let shown = line.errorLine
      #expect(shown.utf8.count <= 480 && shown.utf8.count > 440, "\(shown.utf8.count)")
      #expect(shown.contains("…") && shown.contains(": expected ") && shown.contains(", found "))
      #expect(shown.hasPrefix(String(line.prefix(2))) && shown.last == line.last, "\(shown)")
    }
    #expect(String(repeating: "\u{202e}", count: 1000).errorLine.utf8.count <= 480)
    #expect(String(repeating: "a", count: 480).errorLine == String(repeating: "a", count: 480))
  }

  @Test func `one character of endless marks is cut too`() {
    let long = "e" + String(repeating: "\u{301}", count: 100_000)
    #expect(long.cut().unicodeScalars.count == 403)
    #expect(long.errorLine.utf8.count <= 480)
    #expect("abcdef".cutInside(to: 5) == "a…f" && "abcde".cutInside(to: 5) == "abcde")
  }
}
