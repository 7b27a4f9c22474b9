import Base
import TestSupport
import Testing

/// Texts that are odd, too long or no texts.
struct TextInputTests {
  @Test func `an empty text gives the vector of the special tokens`() throws {
    let result = try Tool.goldcrest.run("embed", Models.tiny, "--prompt-text", "", "")
    #expect(result.status == 0, "\(result.error)")
    let row = try Models.json(result.output)
    #expect(row["tokens"]?.integer == 2)
    #expect(row["embedding"]?.array?.count == 128)
  }

  @Test func `no texts at all give no vectors`() throws {
    let result = try Tool.goldcrest.run("embed", Models.tiny)
    #expect(result.status == 0)
    #expect(result.output.isEmpty)
    #expect(result.error.isEmpty)
  }

  @Test func `a text of 100,000 words is cut with a warning, or refused`() throws {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder)
      let text = String(repeating: "word ", count: 100_000)
      let cut = try Tool.goldcrest.run("embed", path, input: text)
      #expect(cut.status == 0, "\(cut.error)")
      let row = try Models.json(cut.output)
      #expect(row["tokens"]?.integer == 512)
      #expect((row["truncated"]?.integer ?? 0) > 90_000)
      #expect(cut.error.hasPrefix("warning: 1 of 1 texts truncated to 512 tokens"))
      let quiet = try Tool.goldcrest.run("embed", path, "--quiet", input: text)
      #expect(quiet.error.isEmpty)
      let refused = try Tool.goldcrest.run(
        "embed", path, "--overflow", "error", input: "short\n" + text)
      #expect(refused.status == 1)
      #expect(refused.error.hasPrefix("error: standard input: line 2: "))
      #expect(refused.error.contains("expected at most 512 tokens"))
    }
  }

  @Test func `a name that ends in jsonl is JSON Lines, unless a format is given`() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write("{\"text\": \"a\"}\n", to: "texts.jsonl")
      let results = try [
        Tool.goldcrest.run("embed", Models.tiny, "-i", path),
        Tool.goldcrest.run("embed", Models.tiny, "a"),
        Tool.goldcrest.run("embed", Models.tiny, "-i", path, "--input-format", "text"),
        Tool.goldcrest.run("embed", Models.tiny, "{\"text\": \"a\"}"),
      ]
      #expect(results.map(\.status) == [0, 0, 0, 0])
      #expect(results[0].output == results[1].output)
      #expect(results[2].output == results[3].output)
    }
  }

  @Test(arguments: ["text", "jsonl"])
  func `a byte order mark before the first line is no part of it`(format: String) throws {
    let line = format == "text" ? "a\n" : "{\"text\": \"a\"}\n"
    let results = try ["", "\u{feff}"].map { mark in
      try Tool.goldcrest.run("embed", Models.tiny, "--input-format", format, input: mark + line)
    }
    #expect(results.map(\.status) == [0, 0], "\(results[1].error)")
    #expect(results[0].output == results[1].output)
  }

  @Test func `a line beyond 8 MiB is refused with its number`() throws {
    let text = "short\n" + String(repeating: "x", count: 9 << 20)
    let result = try Tool.goldcrest.run("embed", Models.tiny, input: text)
    #expect(result.status == 1)
    #expect(result.error.hasPrefix("error: standard input: line 2: "))
    #expect(result.error.contains("\(8 << 20)"))
  }

  @Test func `text that is not UTF-8 is refused with line and byte`() throws {
    let bytes = Array("good\nba".utf8) + [0xc3, 0x28] + Array("d\n".utf8)
    let result = try ChildProcess(
      arguments: [Tool.goldcrest.path, "embed", Models.tiny], input: .bytes(bytes)
    ).wait()
    #expect(result.status == 1)
    #expect(
      result.error
        == "error: standard input: line 2: expected UTF-8, found an invalid sequence at byte 2\n")
  }

  @Test func `an argument that is not UTF-8 is refused, not mended`() throws {
    let result = try Tool.shell(
      "\"$goldcrest\" embed '\(Models.tiny)' \"$(printf 'caf\\351')\"")
    #expect(result.status == 1)
    #expect(
      result.error
        == "error: argument 3: expected UTF-8, found an invalid sequence at byte 3\n")
  }

  @Test(arguments: [
    ("{\"text\": 3}", "line 1: text: expected a string, found the integer 3"),
    ("{\"_id\": \"x\"}", "line 1: expected \"text\" or \"input_ids\", found neither"),
    ("[]", "line 1: expected an object"),
    ("{\"text\": \"a\"", "line 1, byte "),
    ("{\"text\": \"a\", \"_id\": {}}", "line 1: _id: expected a string or an integer"),
    ("{\"input_ids\": [0, 1.5]}", "line 1: input_ids[1]: expected a token id"),
    ("{\"input_ids\": []}", "line 1: expected at least one token, found none"),
    ("{\"input_ids\": [99999]}", "line 1: expected token ids from 0 to 9983, found 99999"),
  ])
  func `a JSON line that is none is refused with its place`(line: String, text: String) throws {
    let result = try Tool.goldcrest.run(
      "embed", Models.tiny, "--input-format", "jsonl", input: line + "\n")
    #expect(result.status == 1)
    #expect(result.output.isEmpty)
    #expect(result.error.hasPrefix("error: standard input: \(text)"), "\(result.error)")
  }

  @Test func `a file of texts that is missing is named`() throws {
    try TemporaryFolder.with { folder in
      let missing = folder.path("none.txt")
      let result = try Tool.goldcrest.run("embed", Models.tiny, "-i", missing)
      #expect(result.status == 1)
      #expect(result.error == "error: \(missing): cannot open: No such file or directory\n")
    }
  }
}
