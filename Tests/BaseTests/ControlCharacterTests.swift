import Base
import Testing

struct ControlCharacterTests {
  @Test func `control characters are spelt out, everything else stays`() {
    #expect("größe 日本 🐦".escapingControlCharacters == "größe 日本 🐦")
    #expect("a\nb\u{1b}[2J\u{7f}".escapingControlCharacters == "a\\nb\\u{1B}[2J\\u{7F}")
  }
}
