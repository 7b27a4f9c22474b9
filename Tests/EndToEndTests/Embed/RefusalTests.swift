import Base
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `embed --on-error`: what becomes of texts that are refused among others.
struct RefusalTests {
  private static let long = String(repeating: "word ", count: 600)

  private func run(_ input: [UInt8], _ arguments: String...) throws -> ChildProcess.Result {
    try ChildProcess(
      arguments: [Tool.goldcrest.path, "embed", Models.tiny] + arguments, input: .bytes(input)
    ).wait()
  }

  /// The code of each row, "" for a vector.
  private func codes(_ result: ChildProcess.Result) throws -> [String] {
    try result.outputLines.map { line in
      let row = try Models.json(String(line))
      guard let error = row["error"]?.object else {
        #expect(row.names == ["_id", "embedding", "tokens", "truncated"])
        return ""
      }
      #expect(row.names == ["_id", "error"])
      #expect(error.names == ["code", "message"])
      return try #require(error["code"]?.string)
    }
  }

  @Test func `each kind of refusal is answered in its place and the stream goes on`() throws {
    let lines: [(line: [UInt8], code: String, message: String)] = [
      (Array(#"{"_id": "a", "text": "one"}"#.utf8), "", ""),
      (Array(#"{"text""#.utf8), "invalid_json", "line 2, byte 7: expected"),
      (Array(#"{"text": ""#.utf8) + [0xff], "invalid_utf8", "line 3: expected UTF-8"),
      (
        Array(#"{"_id": "d", "text": 3}"#.utf8), "invalid_field",
        "line 4: text: expected a string, found the integer 3"
      ),
      (Array("[]".utf8), "invalid_field", "line 5: expected an object"),
      (
        Array(#"{"_id": 7, "text": "x", "prompt": "qurey"}"#.utf8), "unknown_prompt",
        "line 6: prompt 'qurey': expected one of query, passage"
      ),
      (
        Array(#"{"text": "x", "prompt": 1}"#.utf8), "invalid_field",
        "line 7: prompt: expected a string, found the integer 1"
      ),
      (
        Array(#"{"text": "\#(RefusalTests.long)"}"#.utf8), "too_many_tokens",
        "line 8: text: expected at most 512 tokens"
      ),
      (Array(#"{"input_ids": []}"#.utf8), "no_tokens", "line 9: expected at least one token"),
      (
        Array(#"{"input_ids": [99999]}"#.utf8), "unknown_token",
        "line 10: expected token ids from 0 to 9983, found 99999"
      ),
      (Array(#"{"_id": {}, "text": "x"}"#.utf8), "invalid_field", "line 11: _id: expected"),
      (Array(#"{"_id": "z", "text": "two"}"#.utf8), "", ""),
    ]
    let input = Array(lines.map(\.line).joined(separator: [0x0a]))
    let result = try run(
      input, "--input-format", "jsonl", "--overflow", "error", "--on-error", "report",
      "--prompt-text", "")
    #expect(result.status == 1)
    #expect(try codes(result) == lines.map(\.code))
    let rows = try result.outputLines.map { try Models.json(String($0)) }
    #expect(
      rows.map { $0["_id"] }
        == ["a", "1", "2", "d", "4", 7, "6", "7", "8", "9", "10", "z"] as [JSONValue])
    for (row, line) in zip(rows, lines) where !line.code.isEmpty {
      let message = row["error"]?.object?["message"]?.string ?? ""
      #expect(message.hasPrefix("standard input: \(line.message)"), "\(message)")
    }
    let alone = try run([], "one", "two")
    let tails = [result.outputLines[0], result.outputLines[11]].map { $0.drop { $0 != "," } }
    #expect(tails == alone.outputLines.map { $0.drop { $0 != "," } })
    #expect(
      result.error
        == "warning: 10 of 12 texts refused; an error stands in place of each vector\n")
  }

  @Test func `without the option the first refusal ends the run, as with stop`() throws {
    let input = Array("{\"text\": \"a\"}\n{\n{\"text\": \"b\"}\n".utf8)
    let results = try [
      run(input, "--input-format", "jsonl"),
      run(input, "--input-format", "jsonl", "--on-error", "stop"),
    ]
    #expect(results[0].status == 1 && results[1].status == 1)
    #expect(results[0].outputLines.count == 1)
    #expect(results[0].output == results[1].output)
    #expect(results[0].error == results[1].error)
    #expect(results[0].error.hasPrefix("error: standard input: line 2, byte "))
  }

  @Test func `a line that is too long or not UTF-8 does not end a stream of texts`() throws {
    let huge = [UInt8](repeating: 0x78, count: 9 << 20)
    let lines: [[UInt8]] = [Array("one".utf8), huge, [0xc3, 0x28], Array("two".utf8), huge]
    let input = Array(lines.joined(separator: [0x0a]))
    let result = try run(input, "--on-error", "report", "--batch", "1")
    #expect(result.status == 1)
    #expect(try codes(result) == ["", "line_too_long", "invalid_utf8", "", "line_too_long"])
    #expect(result.output.contains("standard input: line 5: expected a line of at most"))
  }

  @Test func `texts as arguments are reported by their number`() throws {
    let result = try run(
      [], "one", RefusalTests.long, "two", "--overflow", "error", "--on-error", "report")
    #expect(result.status == 1)
    #expect(try codes(result) == ["", "too_many_tokens", ""])
    #expect(result.output.contains("\"message\":\"text 2: text: expected at most 512 tokens"))
  }

  @Test func `a model without a tokenizer reports texts and takes token ids`() throws {
    try TemporaryFolder.with { folder in
      let path = folder.path("ids.crest")
      let made = try Tool.goldcrest.run(
        "convert", Models.tiny, "-o", path, "--no-tokenizer", "--quiet")
      #expect(made.status == 0, "\(made.error)")
      let result = try Tool.goldcrest.run(
        "embed", path, "--input-format", "jsonl", "--on-error", "report",
        input: "{\"text\": \"a\"}\n{\"input_ids\": [0, 10, 2]}\n")
      #expect(result.status == 1)
      #expect(try codes(result) == ["no_tokenizer", ""])
    }
  }

  @Test func `one object holds errors among the embeddings`() throws {
    let result = try run(
      Array("{}\n{\"text\": \"a\"}\n".utf8), "--input-format", "jsonl", "--on-error", "report",
      "--json")
    #expect(result.status == 1)
    let object = try Models.json(result.output)
    let rows = try #require(object["embeddings"]?.array)
    #expect(rows.count == 2)
    #expect(rows[0].object?["error"]?.object?["code"] == "invalid_field")
    #expect(rows[1].object?["embedding"]?.array?.count == 128)
  }

  @Test func `a file gets its name although texts were refused`() throws {
    try TemporaryFolder.with { folder in
      let path = folder.path("vectors.jsonl")
      let result = try run(
        Array("{}\n".utf8), "--input-format", "jsonl", "--on-error", "report", "-o", path)
      #expect(result.status == 1)
      #expect(String(decoding: try Models.bytes(path), as: UTF8.self).contains("invalid_field"))
    }
  }

  @Test func `a worker goes on after a bad line`() throws {
    let child = try ChildProcess(
      arguments: [
        Tool.goldcrest.path, "embed", Models.tiny, "--input-format", "jsonl", "--on-error",
        "report",
      ], input: .silence)
    #expect(child.write("{\"text\": \"a\"}\n"))
    #expect(child.lines(1).count == 1)
    #expect(child.write("{\"text\n"))
    #expect(child.lines(2).last?.contains("invalid_json") == true)
    #expect(child.write("{\"text\": \"a\"}\n"))
    let lines = child.lines(3)
    #expect(lines.count == 3)
    #expect(lines.last?.hasPrefix("{\"_id\":\"2\",\"embedding\":[") == true)
    child.send(SIGTERM)
    #expect(try child.wait().status == 143)
  }

  @Test(arguments: [
    ["--output-format", "npy"], ["-o", "vectors.npy"], ["--similarity"], ["--on-error", "maybe"],
  ])
  func `where an error has no place the option is refused by name`(arguments: [String]) throws {
    let result = try ChildProcess(
      arguments: [Tool.goldcrest.path, "embed", "x", "a", "--on-error", "report"] + arguments,
      input: .bytes([])
    ).wait()
    #expect(result.status == 64)
    #expect(result.error.hasPrefix("Error: "))
    #expect(result.error.contains(arguments[0]), "\(result.error)")
  }
}
