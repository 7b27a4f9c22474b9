import Base
import TestSupport
import Testing

/// Lines about what comes from outside: short, and without what steers a terminal.
struct ShownLineTests {
  private static let override = "\u{202e}"

  private func run(_ arguments: [String]) throws -> ChildProcess.Result {
    try ChildProcess(arguments: [Tool.goldcrest.path] + arguments, input: .bytes([])).wait()
  }

  /// Lines of a refusal that are too long or steer; none is right.
  private func faults(_ result: ChildProcess.Result) -> [String] {
    result.error.split(separator: "\n").map(String.init).filter { line in
      line.utf8.count > 500 || line.escapingControlCharacters != line
    }
  }

  @Test func `a refusal of a model has at most 500 bytes, and no control character`() throws {
    try TemporaryFolder.with { folder in
      let long = String(repeating: Self.override + "n\u{2028}", count: 20_000)
      let config = try Models.text("config.json")
      let end = try #require(config.lastIndex(of: "}"))
      let texts = [
        "{\"\(long)\":1,\"\(long)\":2}", "{\"model_type\":\"\(long)\"}",
        "{\"a\":1\(String(repeating: "0", count: 100_000))e1000000}",
        "\(config[..<end]),\"attention_\(long)\":[\"\(long)\"]}",
        "\(config[..<end]),\"attention_x\":\"\(long)\"}",
      ]
      for (index, text) in texts.enumerated() {
        let model = try Models.copy(in: folder, as: "m\(index)", without: ["config.json"])
        _ = try folder.write(text, to: "m\(index)/config.json")
        let result = try run(["inspect", model, "--json"])
        #expect(result.status == 1)
        #expect(faults(result).isEmpty, "\(result.error)")
        #expect(result.error.contains("expected") && result.error.contains("found"))
        let error = try #require(Models.json(result.output)["error"]?.object)
        #expect(error["message"]?.string.map { $0.utf8.count <= 500 } == true)
      }
    }
  }

  @Test func `a name of many bytes that is nowhere makes a short line`() throws {
    let result = try run(["inspect", String(repeating: "\(Self.override)ü/", count: 400)])
    #expect(result.status == 1 && faults(result).isEmpty, "\(result.error)")
  }

  @Test(arguments: [
    "--\u{202e}", "--seconds=\u{1b}[2J", "--\(String(repeating: "x", count: 2000))",
    "--quantize=\u{2029}\n",
  ])
  func `wrong usage shows what was typed short and spelt out`(argument: String) throws {
    for command in ["bench", "convert"] {
      let result = try run([command, "model", argument])
      #expect(result.status == 64 && faults(result).isEmpty, "\(result.error)")
      #expect(result.error.hasPrefix("Error: ") && result.error.contains("Usage: "))
    }
  }

  @Test func `the path of a file that was written is spelt out`() throws {
    try TemporaryFolder.with { folder in
      let path = folder.path("a\(Self.override)b\n\u{1b}[2Jc.crest")
      let result = try run(["convert", Models.tiny, "-o", path, "--quantize", "f16"])
      #expect(result.status == 0, "\(result.error)")
      let shown = try run(["inspect", path])
      #expect(shown.status == 0, "\(shown.error)")
      for text in [result.error, result.output, shown.output] {
        #expect(!text.contains(Self.override) && !text.contains("\u{1b}"), "\(text)")
      }
      #expect(shown.output.contains("a\\u{202E}b\\n\\u{1B}[2Jc.crest"), "\(shown.output)")
    }
  }

  @Test(arguments: ["0x10", "1e3", "inf", "nan", "+3", ".5", "3.", "1_0", "", "-", "٣"])
  func `a number of the command line is written in plain digits`(text: String) throws {
    for option in ["--seconds", "--batch", "--threads", "--seed", "--tokens", "--replicas"] {
      let result = try run(["bench", "model", "\(option)=\(text)"])
      #expect(result.status == 64, "\(option) \(text): \(result.error)")
    }
    let weights = try run(
      ["embed", "model", "a", "b", "--similarity", "--output", "colbert"]
        + ["--hybrid-weights", "1,\(text),1"])
    #expect(weights.status == 64, "\(text): \(weights.error)")
  }
}
