import Base
import TestSupport
import Testing

/// The keys of JSON lines: `prompt`, and those that nothing reads.
struct LineKeyTests {
  private func embed(
    _ path: String, _ lines: [String], _ arguments: String...
  ) throws -> ChildProcess.Result {
    try ChildProcess(
      arguments: [Tool.goldcrest.path, "embed", path, "--input-format", "jsonl"] + arguments,
      input: .bytes(Array(lines.joined(separator: "\n").utf8))
    ).wait()
  }

  @Test func `a line's prompt counts before the option's, and the batch changes no bit`() throws {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder)
      let prompts = ["query", "passage", "STS"]
      let lines = (0..<12).map { index in
        let prompt = index % 4 == 3 ? "null" : "\"\(prompts[index % 4])\""
        return index % 8 == 7
          ? "{\"text\": \"text number \(index)\"}"
          : "{\"text\": \"text number \(index)\", \"prompt\": \(prompt)}"
      }
      let mixed = try embed(path, lines, "--prompt", "Clustering")
      #expect(mixed.status == 0 && mixed.error.isEmpty, "\(mixed.error)")
      #expect(mixed.outputLines.count == 12)
      for (index, line) in mixed.outputLines.enumerated() {
        let name = index % 4 == 3 ? "Clustering" : prompts[index % 4]
        let one = try Tool.goldcrest.run("embed", path, "--prompt", name, "text number \(index)")
        #expect(one.output.drop { $0 != "," } == line.drop { $0 != "," } + "\n", "\(index)")
      }
    }
  }

  @Test func `each text of a model that leaves out prompts leaves out its own`() throws {
    try TemporaryFolder.with { folder in
      let model = try Models.copy(in: folder, without: ["1_Pooling/config.json"])
      let pooling = try Models.text("1_Pooling/config.json")
      let key = "\"include_prompt\": true"
      let place = try #require(pooling.firstRange(of: key))
      try folder.write(
        pooling.replacingCharacters(of: place, with: "\"include_prompt\": false"),
        to: "model/1_Pooling/config.json")
      let path = folder.path("left-out.crest")
      let made = try Tool.goldcrest.run("convert", model, "-o", path, "--quiet")
      #expect(made.status == 0, "\(made.error)")
      let prompts = ["query", "passage", "query", "Clustering"]
      let mixed = try embed(path, prompts.map { "{\"text\": \"a cat\", \"prompt\": \"\($0)\"}" })
      for (line, name) in zip(mixed.outputLines, prompts) {
        let one = try Tool.goldcrest.run("embed", path, "--prompt", name, "a cat")
        #expect(one.output.drop { $0 != "," } == line.drop { $0 != "," } + "\n", "\(name)")
      }
      #expect(Set(mixed.outputLines.map { $0.drop { $0 != "," } }).count == 3)
    }
  }

  @Test func `a prompt that the model does not have is refused with those that it has`() throws {
    let result = try embed(
      Models.tiny, ["{\"text\": \"a\"}", "{\"text\": \"b\", \"prompt\": \"qurey\"}"])
    #expect(result.status == 1)
    #expect(result.outputLines.count == 1)
    #expect(
      result.error.hasPrefix(
        "error: standard input: line 2: prompt 'qurey': expected one of query, passage, "),
      "\(result.error)")
    #expect(result.error.hasSuffix("; did you mean 'query'?\n"))
  }

  @Test func `names of prompts are compared by their bytes`() throws {
    try TemporaryFolder.with { folder in
      let file = "config_sentence_transformers.json"
      let model = try Models.copy(in: folder, without: [file])
      try folder.write("{\"prompts\": {\"\u{e9}\": \"one: \"}}", to: "model/\(file)")
      let composed = try embed(model, ["{\"text\": \"a\", \"prompt\": \"\u{e9}\"}"])
      #expect(composed.status == 0, "\(composed.error)")
      let apart = try embed(model, ["{\"text\": \"a\", \"prompt\": \"e\u{301}\"}"])
      #expect(apart.status == 1)
    }
  }

  @Test func `texts that all name a prompt get no note that they have none`() throws {
    let lines = ["{\"text\": \"a\", \"prompt\": \"query\"}"]
    #expect(try embed(Models.tiny, lines).error.isEmpty)
    let mixed = try embed(Models.tiny, lines + ["{\"text\": \"a\"}"])
    #expect(mixed.error.hasPrefix("note: this model has prompts"))
  }

  @Test func `a key that nothing reads is told once`() throws {
    let lines = [
      "{\"id\": 1, \"text\": \"a\", \"Text\": \"b\", \"metadata\": {}}",
      "{\"id\": 2, \"text\": \"a\", \"url\": null}",
    ]
    let result = try embed(Models.tiny, lines, "--prompt-text", "")
    #expect(result.status == 0)
    #expect(
      result.error == """
        warning: standard input: line 1: key 'id' is not read; did you mean '_id'?
        warning: standard input: line 1: key 'Text' is not read; did you mean 'text'?
        warning: standard input: line 2: key 'url' is not read: expected _id, text, input_ids, prompt

        """)
    let quiet = try embed(Models.tiny, lines, "--quiet")
    #expect(quiet.error.isEmpty)
    #expect(quiet.output == result.output)
  }

  @Test func `a title that is left out is told, an empty one is not`() throws {
    let empty = try embed(
      Models.tiny, ["{\"_id\": \"d1\", \"title\": \"\", \"text\": \"a\", \"metadata\": {}}"],
      "--prompt-text", "")
    #expect(empty.status == 0 && empty.error.isEmpty, "\(empty.error)")
    let title = try embed(
      Models.tiny, ["{\"_id\": \"d1\", \"title\": \"T\", \"text\": \"a\"}"], "--prompt-text", "")
    #expect(
      title.error
        == "warning: standard input: line 1: key 'title' is not embedded: \"text\" alone is\n")
    #expect(title.output == empty.output)
  }

  @Test func `keys without end are told up to the twentieth, and none steers the terminal`() throws
  {
    let lines = (0..<100).map { "{\"text\": \"a\", \"\\u001bkey number \($0)\": 1}" }
    let result = try embed(Models.tiny, lines, "--prompt-text", "")
    #expect(result.error.count { $0 == "\n" } == 20)
    #expect(result.error.hasSuffix("; further keys are not named\n"))
    #expect(!result.error.contains("\u{1b}"))
  }
}

extension String {
  /// The text with other characters in a place.
  fileprivate func replacingCharacters(of place: Range<Index>, with text: String) -> String {
    self[..<place.lowerBound] + text + self[place.upperBound...]
  }
}
