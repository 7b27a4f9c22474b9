import Base
import TestSupport
import Testing

/// What `embed` writes to a terminal, and to nothing else.
struct TerminalTests {
  @Test func `a terminal gets a preview, a pipe and an explicit format all values`() throws {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder)
      let terminal = try Terminal()
      let embed = "\"$goldcrest\" embed '\(path)' 'a text' 'b' --prompt query"
      let shown = try Tool.shell("\(embed) > \(terminal.path)")
      #expect(shown.status == 0)
      #expect(
        shown.error
          == "note: a preview; --output-format jsonl, -o FILE or a pipe gives all values\n")
      let lines = terminal.text().split(separator: "\n")
      #expect(lines.count == 2)
      let whole = try Tool.shell(embed)
      let row = try Models.json(String(whole.outputLines[0]))
      let first = try #require(row["embedding"]?.array?.first?.double)
      let tokens = try #require(row["tokens"]?.integer)
      #expect(
        lines.first?.hasPrefix("0: [\(first.fixed(4)), ") == true, "\(lines.first ?? "")")
      #expect(
        lines.first?.hasSuffix(", ...] 128 dimensions, norm 1.0000, \(tokens) tokens") == true,
        "\(lines.first ?? "")")
      #expect(lines.last?.hasPrefix("1: [") == true)
      #expect(lines.allSatisfy { $0.count < 80 })

      for options in ["--output-format jsonl", "-o -", "--json"] {
        _ = try Tool.shell("\(embed) \(options) | head -c 100 > '\(folder.path("piped"))'")
        let shown = try Tool.shell("\(embed) \(options) --dimensions 128 > \(terminal.path)")
        #expect(shown.status == 0)
        let piped = String(decoding: try Models.bytes(folder.path("piped")), as: UTF8.self)
        #expect(piped.utf8.count == 100, "\(options)")
        #expect(terminal.text().hasPrefix(piped), "\(options)")
      }
    }
  }

  @Test func `a preview has the numbers of the precision, what was cut, and errors`() throws {
    let terminal = try Terminal()
    let long = String(repeating: "word ", count: 600)
    let embed = "\"$goldcrest\" embed '\(Models.tiny)' --prompt-text '' --quiet"
    let bits = try Tool.shell("\(embed) '\(long)' --precision ubinary > \(terminal.path)")
    #expect(bits.status == 0 && bits.error.isEmpty)
    let text = terminal.text()
    #expect(
      text.hasSuffix(" 128 dimensions, norm 1.0000, 512 tokens and 690 that did not fit\n"),
      "\(text)")
    let bytes = text.drop { $0 != "[" }.dropFirst().split(separator: ", ").prefix(3)
    #expect(bytes.allSatisfy { UInt8($0) != nil }, "\(text)")
    let refused = try Tool.shell(
      "printf '{\\n{\"_id\": \"\\\\u001b[2J\", \"text\": \"a\"}\\n' | \(embed) --input-format jsonl "
        + "--on-error report > \(terminal.path)")
    #expect(refused.status == 1)
    let lines = terminal.text().split(separator: "\n")
    #expect(lines.first?.hasPrefix("0: error: standard input: line 1, byte ") == true)
    #expect(lines.last?.hasPrefix("\\u{1B}[2J: [") == true, "\(lines)")
  }

  @Test func `progress is shown on a terminal and erased, and no byte of it goes elsewhere`() throws
  {
    try TemporaryFolder.with { folder in
      let terminal = try Terminal()
      let texts = try folder.write("one\ntwo\nthree\n", to: "texts.txt")
      let (shown, plain) = (folder.path("shown.jsonl"), folder.path("plain.jsonl"))
      let embed = "\"$goldcrest\" embed '\(Models.tiny)' --prompt-text ''"
      let file = try Tool.shell("\(embed) -i '\(texts)' -o '\(shown)' 2> \(terminal.path)")
      #expect(file.status == 0 && file.output.isEmpty)
      let text = terminal.text()
      #expect(text.contains("] 100.0 %  3 texts, "), "\(text)")
      #expect(text.contains(" tokens/s"))
      #expect(text.hasSuffix("\r\u{1b}[K"))

      let pipe = try Tool.shell("cat '\(texts)' | \(embed) 2> \(terminal.path)")
      #expect(terminal.text().hasPrefix("\r3 texts, "))
      let other = try Tool.shell("\(embed) -i '\(texts)' -o '\(plain)'")
      #expect(other.status == 0 && other.output.isEmpty && other.error.isEmpty)
      #expect(try Models.bytes(shown) == Models.bytes(plain))
      #expect(pipe.outputBytes == (try Models.bytes(plain)))

      let quiet = try Tool.shell(
        "\(embed) -i '\(texts)' --quiet > /dev/null 2> \(terminal.path)")
      #expect(quiet.status == 0 && terminal.text().isEmpty)
      for output in ["", "-o -"] {
        let both = try Tool.shell("\(embed) -i '\(texts)' \(output) > \(terminal.path) 2>&1")
        #expect(both.status == 0 && !terminal.text().contains("texts, "), "\(output)")
      }
    }
  }
}
