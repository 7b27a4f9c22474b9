import Base
import TestSupport
import Testing

/// Files of texts, which all commands read alike.
struct TextFileTests {
  private func run(_ arguments: [String]) throws -> ChildProcess.Result {
    try ChildProcess(arguments: [Tool.goldcrest.path] + arguments, input: .bytes([])).wait()
  }

  private func report(_ arguments: [String]) throws -> JSONObject {
    let result = try run(arguments + ["--json"])
    #expect(result.status == 0, "\(result.error)")
    return try Models.json(result.output)
  }

  /// How many texts each command finds in the file at `path`.
  private func counts(of path: String, in folder: TemporaryFolder) throws -> [String: Int] {
    let crest = folder.path("tiny.crest")
    let pruning = try #require(
      report([
        "prune", crest, "--keep-tokens-from", path, "--check", path, "--dry-run",
      ])["pruning"]?.object)
    let kept = pruning["kept"]?.object?["texts"]?.string?.split(separator: ",").first
    let converted = try report([
      "convert", Models.tiny, "--quantize", "int4", "--calibration", path, "--quiet", "-o",
      folder.path("out.crest"), "--force",
    ])
    let counts = [
      "embed": try report(["embed", crest, "-i", path])["embeddings"]?.array?.count,
      "prune": kept.flatMap { Int($0) },
      "prune --check": pruning["check"]?.object?["texts"]?.integer,
      "verify": try report(["verify", crest, "--against", Models.tiny, "--texts", path])["count"]?
        .integer,
      "calibration": converted["calibration"]?.object?["texts"]?.integer,
    ]
    return counts.compactMapValues { $0 }
  }

  @Test(arguments: [
    ("plain.txt", "one text\n \t\nanother text\n", 3),
    ("mark.txt", "\u{feff}one text\nanother text\n", 2),
    ("plain.jsonl", "{\"text\": \"one text\"}\n \t\n{\"text\": \"another text\"}\n", 2),
    ("mark.jsonl", "\u{feff}{\"text\": \"one text\"}\r\n{\"text\": \"another text\"}", 2),
  ])
  func `every command finds the same texts in a file`(
    name: String, contents: String, count: Int
  ) throws {
    try TemporaryFolder.with { folder in
      let made = try run(["convert", Models.tiny, "-o", folder.path("tiny.crest"), "--quiet"])
      #expect(made.status == 0, "\(made.error)")
      let counts = try counts(of: folder.write(contents, to: name), in: folder)
      #expect(counts.count == 5, "\(counts)")
      for (command, found) in counts { #expect(found == count, "\(command)") }
    }
  }

  @Test func `a byte order mark changes no vector, no token and no figure`() throws {
    try TemporaryFolder.with { folder in
      let objects =
        "{\"_id\": \"a\", \"text\": \"one text\"}\n{\"_id\": \"b\", \"text\": \"two\"}\n"
      var results: [[String]] = []
      for mark in ["", "\u{feff}"] {
        let texts = try folder.write(mark + objects, to: "texts.jsonl")
        try folder.write(mark + objects, to: "set/corpus.jsonl")
        try folder.write(mark + objects, to: "set/queries.jsonl")
        try folder.write("query-id\tcorpus-id\tscore\na\tb\t1\n", to: "set/qrels/test.tsv")
        let outputs = try [
          ["embed", Models.tiny, "-i", texts],
          ["verify", Models.tiny, "--against", Models.tiny, "--texts", texts],
          ["eval", Models.tiny, "--beir", folder.path("set")],
        ].map { arguments in
          let result = try run(arguments)
          #expect(result.status == 0, "\(result.error)")
          return result.output
        }
        results.append(outputs)
      }
      for (plain, marked) in zip(results[0], results[1]) where plain != marked {
        Issue.record("\(plain.prefix(200)) is not \(marked.prefix(200))")
      }
    }
  }

  @Test func `text that is not UTF-8 is refused with file, line and byte by every command`() throws
  {
    try TemporaryFolder.with { folder in
      let crest = try Models.converted(in: folder)
      let bytes = Array("good\nba".utf8) + [0xc3, 0x28] + Array("d\n".utf8)
      let path = try folder.write(bytes, to: "texts.txt")
      let out = folder.path("out.crest")
      for arguments in [
        ["embed", crest, "-i", path],
        ["prune", crest, "--keep-tokens-from", path, "-o", out],
        ["prune", crest, "--languages", "en", "--check", path, "-o", out],
        ["verify", crest, "--against", Models.tiny, "--texts", path],
        ["convert", Models.tiny, "--quantize", "int4", "--calibration", path, "-o", out],
        ["convert", Models.tiny, "--verify", "original", "--texts", path, "-o", out],
      ] {
        let result = try run(arguments)
        #expect(result.status == 1, "\(arguments)")
        #expect(
          result.error
            == "error: \(path): line 2: expected UTF-8, found an invalid sequence at byte 2\n",
          "\(arguments)")
      }
    }
  }
}
