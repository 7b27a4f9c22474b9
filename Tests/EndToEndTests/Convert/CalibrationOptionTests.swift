import TestSupport
import Testing

/// The calibration options of `convert`.
struct CalibrationOptionTests {
  private static func convert(
    _ folder: TemporaryFolder, _ options: String..., to name: String = "tiny.crest"
  ) throws -> ChildProcess.Result {
    try ChildProcess(
      arguments: [Tool.goldcrest.path, "convert", "--quantize", "int4", "--quiet", "--force"]
        + options + ["--output", folder.path(name), TinyModel.path],
      input: .bytes([])
    ).wait()
  }

  @Test func `texts are taken by line or as JSON, and their checksum is recorded`() throws {
    try TemporaryFolder.with { folder in
      let texts = (0..<40).map { "Sentence number \($0) is about the weather in the hills." }
      try folder.write(texts.joined(separator: "\n"), to: "texts.txt")
      try folder.write(
        texts.map { "{\"text\": \"\($0)\"}" }.joined(separator: "\n"), to: "texts.jsonl")
      var reports: [String] = []
      for name in ["texts.txt", "texts.jsonl"] {
        let result = try Self.convert(folder, "--calibration", folder.path(name))
        #expect(result.status == 0, "\(result.error)")
        let report = try Tool.goldcrest.run("inspect", folder.path("tiny.crest"))
        #expect(report.output.contains("sha256:"))
        reports.append(report.output)
      }
      #expect(reports[0] == reports[1])
    }
  }

  /// Options, the file they name, and what the error says.
  private static let refused: [(file: String, text: String, expected: String)] = [
    ("empty.txt", "", "expected texts to calibrate with, found none"),
    ("ids.jsonl", "{\"input_ids\": [1, 2]}\n", "expected \"text\", found \"input_ids\""),
    ("bad.jsonl", "{\"text\": 3}\n", "expected a string"),
  ]

  @Test(arguments: refused)
  func `a file without texts is one error and no file`(
    file: String, text: String, expected: String
  ) throws {
    try TemporaryFolder.with { folder in
      try folder.write(text, to: file)
      let result = try Self.convert(folder, "--calibration", folder.path(file))
      #expect(result.status == 1)
      #expect(result.error.contains(file) && result.error.contains(expected), "\(result.error)")
      #expect(TemporaryFolder.names(in: folder.path("")) == [file])
    }
  }

  @Test func `a pattern that fits no weight is an error that shows a name`() throws {
    try TemporaryFolder.with { folder in
      let result = try Self.convert(folder, "--tensor-type", "layers.*.attn.*=int8")
      #expect(result.status == 1)
      #expect(
        result.error.contains(".weight'")
          && result.error.hasSuffix("found 'layers.*.attn.*' (--tensor-type)\n"),
        "\(result.error)")
      #expect(TemporaryFolder.names(in: folder.path("")).isEmpty)
    }
  }

  @Test func `patterns choose the bit widths of tensors`() throws {
    try TemporaryFolder.with { folder in
      let result = try Self.convert(
        folder, "--calibration", "none", "--tensor-type", "*attention*=INT4", "--tensor-type",
        "embeddings.token.weight=int8")
      #expect(result.status == 0, "\(result.error)")
      let report = try Tool.goldcrest.run("inspect", folder.path("tiny.crest"))
      #expect(report.output.contains("table_int8"))
      #expect(report.output.contains("*attention*=int4,embeddings.token.weight=int8"))
    }
  }

  @Test func `bit widths need a scheme that quantises`() throws {
    let result = try Tool.goldcrest.run(
      "convert", "--quantize", "f16", "--tensor-type", "*=int8", TinyModel.path)
    #expect(result.status == 64)
  }
}
