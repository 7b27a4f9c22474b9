import Base
import TestSupport
import Testing

/// The format of what `embed` writes, its header, and the order of its bits.
struct OutputFormatTests {
  private func embed(_ arguments: String...) throws -> ChildProcess.Result {
    try ChildProcess(
      arguments: [Tool.goldcrest.path, "embed"] + arguments + ["--prompt", "query", "a", "b"],
      input: .bytes([])
    ).wait()
  }

  @Test func `the name of the output file says its format, unless an option does`() throws {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder)
      for (name, format) in [
        ("v.npy", "npy"), ("v.json", "json"), ("v.jsonl", "jsonl"), ("v.txt", "jsonl"),
        ("v", "jsonl"), ("npy", "jsonl"),
      ] {
        let file = folder.path(name)
        let named = try embed(path, "-o", file)
        #expect(named.status == 0 && named.output.isEmpty, "\(named.error)")
        let plain = try embed(path, "--output-format", format)
        #expect(try Models.bytes(file) == plain.outputBytes, "\(name)")
      }
      let other = folder.path("lines.json")
      #expect(try embed(path, "-o", other, "--output-format", "jsonl").status == 0)
      #expect(try Models.bytes(other) == embed(path).outputBytes)
    }
  }

  @Test(arguments: [
    (["--json"], "--json cannot be combined with -o v.npy"),
    (["--output", "sparse"], "-o v.npy requires --output dense"),
    (["--similarity"], "--similarity cannot be combined with -o v.npy"),
  ])
  func `what an array cannot hold is refused by the file's name`(
    arguments: [String], message: String
  ) throws {
    let result = try ChildProcess(
      arguments: [Tool.goldcrest.path, "embed", "x", "a", "-o", "v.npy"] + arguments,
      input: .bytes([])
    ).wait()
    #expect(result.status == 64)
    #expect(result.error.hasPrefix("Error: \(message)\n"), "\(result.error)")
  }

  @Test func `a header is the first line, with model, prompt and how vectors are stored`() throws {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder)
      let plain = try embed(path)
      let result = try embed(path, "--header")
      #expect(result.status == 0)
      #expect(result.outputLines.dropFirst() == plain.outputLines[...])
      let header = try Models.json(String(result.outputLines[0]))
      let object = try Models.json(embed(path, "--json").output)
      let expected: [(String, JSONValue?)] = [
        ("schema_version", 1), ("command", "embed"), ("model", .string(path)),
        ("fingerprint", object["fingerprint"]), ("dimensions", 128), ("precision", "float32"),
        ("format", "jsonl"), ("prompt", "query"), ("prompt_text", "search_query: "),
      ]
      #expect(header.names == expected.map(\.0))
      #expect(header.members.map(\.value) == expected.map(\.1))
      #expect(header["fingerprint"]?.string?.count == 64)
    }
  }

  @Test func `an array's header is a file beside it`() throws {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder)
      let file = folder.path("v.npy")
      let made = try embed(path, "-o", file, "--header", "--precision", "ubinary")
      #expect(made.status == 0, "\(made.error)")
      let text = String(decoding: try Models.bytes(file + ".json"), as: UTF8.self)
      let header = try Models.json(text)
      #expect(header["format"] == "npy")
      #expect(header["precision"] == "ubinary")
      #expect(header["bit_order"] == "big")
      #expect(text.hasSuffix("}\n"))
      #expect(
        try Models.bytes(file)
          == embed(path, "--output-format", "npy", "--precision", "ubinary").outputBytes)
    }
  }

  @Test func `a header's file obeys the rule of outputs`() throws {
    try TemporaryFolder.with { folder in
      let file = folder.path("v.npy")
      let texts = try folder.write("a\n", to: "v.npy.json")
      let taken = try embed(Models.tiny, "-o", file, "--header")
      #expect(taken.status == 1)
      #expect(taken.error == "error: \(texts): already exists (use --force to replace it)\n")
      let input = try Tool.goldcrest.run(
        "embed", Models.tiny, "-i", texts, "-o", file, "--header", "--force")
      #expect(input.status == 1)
      #expect(input.error == "error: \(texts): output would overwrite an input\n")
      #expect(String(decoding: try Models.bytes(texts), as: UTF8.self) == "a\n")
      #expect(TemporaryFolder.names(in: folder.path) == ["v.npy.json"])
      let forced = try embed(Models.tiny, "-o", file, "--header", "--force")
      #expect(forced.status == 0, "\(forced.error)")
      #expect(TemporaryFolder.names(in: folder.path) == ["v.npy", "v.npy.json"])
    }
  }

  @Test(arguments: [
    (["--output-format", "npy"], "--header requires -o FILE for an array"),
    (["--output-format", "npy", "-o", "-"], "--header requires -o FILE for an array"),
    (["--output-format", "json"], "--header cannot be combined with --output-format json"),
    (["-o", "v.json"], "--header cannot be combined with -o v.json"),
    (["--json"], "--json cannot be combined with --header"),
    (["--similarity"], "--similarity cannot be combined with --header"),
  ])
  func `a header that has no place is refused`(arguments: [String], message: String) throws {
    let result = try ChildProcess(
      arguments: [Tool.goldcrest.path, "embed", "x", "a", "--header"] + arguments,
      input: .bytes([])
    ).wait()
    #expect(result.status == 64)
    #expect(result.error.hasPrefix("Error: \(message)\n"), "\(result.error)")
  }

  @Test func `bits come in sqlite-vec's order if it is asked for`() throws {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder)
      func bytes(_ arguments: String...) throws -> [Int] {
        let result = try ChildProcess(
          arguments: [Tool.goldcrest.path, "embed", path, "a"] + arguments, input: .bytes([])
        ).wait()
        #expect(result.status == 0, "\(result.error)")
        return try #require(Models.json(result.output)["embedding"]?.array).compactMap(\.integer)
      }
      func reversed(_ byte: Int) -> Int {
        (0..<8).reduce(0) { $0 | (byte >> $1 & 1) << (7 - $1) }
      }
      let plain = try bytes("--precision", "ubinary")
      #expect(try bytes("--precision", "ubinary", "--bit-order", "big") == plain)
      let little = try bytes("--precision", "ubinary", "--bit-order", "little")
      #expect(little == plain.map(reversed))
      #expect(
        try bytes("--precision", "binary", "--bit-order", "little") == little.map { $0 - 128 })
      let refused = try Tool.goldcrest.run("embed", path, "a", "--bit-order", "little")
      #expect(refused.status == 64)
      #expect(
        refused.error.hasPrefix("Error: --bit-order requires --precision binary or ubinary\n"))
    }
  }
}
