import Base
import TestSupport
import Testing

struct EmbedTests {
  @Test func `arguments, lines and JSON lines give the same vectors in the same order`() throws {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder)
      let arguments = try Tool.goldcrest.run("embed", path, "one", "zwei", "")
      let lines = try Tool.goldcrest.run("embed", path, input: "one\r\nzwei\n\n")
      let objects = try Tool.goldcrest.run(
        "embed", path, "--input-format", "jsonl",
        input: """
          {"_id": "0", "text": "one"}
          {"text": "zwei", "title": "left alone"}

          {"_id": "2", "text": ""}
          """)
      #expect(arguments.status == 0, "\(arguments.error)")
      #expect(arguments.outputLines.count == 3)
      #expect(lines.output == arguments.output)
      #expect(objects.output == arguments.output)
      let row = try Models.json(String(arguments.outputLines[0]))
      #expect(row.names == ["_id", "embedding", "tokens", "truncated"])
      #expect(row["embedding"]?.array?.count == 128)
    }
  }

  @Test func `identifiers come back as they were given`() throws {
    let result = try Tool.goldcrest.run(
      "embed", Models.tiny, "--input-format", "jsonl",
      input: "{\"_id\": \"a \\\"b\\\"\", \"text\": \"x\"}\n{\"_id\": 7, \"text\": \"y\"}\n")
    let ids = try result.outputLines.map { try Models.json(String($0))["_id"] }
    #expect(ids == ["a \"b\"", 7])
  }

  @Test func `a text gives the same vector alone and among many`() throws {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder)
      let texts = (0..<150).map { "text number \($0) " + String(repeating: "x", count: $0 % 7) }
      let many = try Tool.goldcrest.run(
        "embed", path, "--threads", "2", input: texts.joined(separator: "\n"))
      let one = try Tool.goldcrest.run("embed", path, texts[149], "--kernel", "scalar")
      #expect(many.outputLines.count == 150)
      let tail = try #require(many.outputLines.last).drop { $0 != "," }
      #expect(one.output.drop { $0 != "," } == tail + "\n")
    }
  }

  @Test func `an array file holds what the rows hold`() throws {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder)
      let file = folder.path("vectors.npy")
      let toFile = try Tool.goldcrest.run(
        "embed", path, "a", "b", "--output-format", "npy", "-o", file)
      let toOutput = try Tool.goldcrest.run(
        "embed", path, "--output-format", "npy", "-o", "-", input: "a\nb\n")
      let rows = try Tool.goldcrest.run("embed", path, "a", "b")
      #expect(toFile.status == 0, "\(toFile.error)")
      #expect(toFile.output.isEmpty)
      let bytes = try Models.bytes(file)
      #expect(toOutput.outputBytes == bytes)
      let header = String(decoding: bytes[10..<128], as: UTF8.self)
      #expect(Array(bytes[..<10]) == [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0])
      #expect(
        header.hasPrefix("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 128), } "))
      #expect(header.hasSuffix(" \n"))
      let values = stride(from: 128, to: bytes.count, by: 4).map { offset in
        Float(
          bitPattern: bytes[offset..<offset + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) })
      }
      let expected = try rows.outputLines.flatMap { line in
        try Models.json(String(line))["embedding"]?.array?.compactMap { $0.double.map(Float.init) }
          ?? []
      }
      #expect(values == expected)
    }
  }

  @Test func `one object holds everything if it is asked for`() throws {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder)
      let result = try Tool.goldcrest.run("embed", path, "--json", "a", "b")
      let object = try Models.json(result.output)
      #expect(object["schema_version"]?.integer == 1)
      #expect(object["fingerprint"]?.string?.count == 64)
      #expect(object["embeddings"]?.array?.count == 2)
      let none = try Tool.goldcrest.run("embed", path, "--json")
      #expect(try Models.json(none.output)["embeddings"] == [])
    }
  }

  @Test func `prompts are taken by name, and unknown ones refused with the known`() throws {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder)
      let named = try Tool.goldcrest.run("embed", path, "--prompt", "query", "a cat")
      let spelled = try Tool.goldcrest.run("embed", path, "search_query: a cat")
      let bare = try Tool.goldcrest.run("embed", path, "a cat")
      #expect(named.output == spelled.output)
      #expect(named.output != bare.output)
      let unknown = try Tool.goldcrest.run("embed", path, "--prompt", "nonsense", "a cat")
      #expect(unknown.status == 1)
      #expect(unknown.error.hasPrefix("error: \(path): prompt 'nonsense': expected one of query"))
    }
  }

  @Test func `only sizes that the model lists are given`() throws {
    try TemporaryFolder.with { folder in
      let path = folder.path("sizes.crest")
      let made = try Tool.goldcrest.run(
        "convert", Models.tiny, "-o", path, "--matryoshka", "128,64")
      #expect(made.status == 0, "\(made.error)")
      let cut = try Tool.goldcrest.run("embed", path, "x", "--dimensions", "64")
      #expect(try Models.json(cut.output)["embedding"]?.array?.count == 64)
      let refused = try Tool.goldcrest.run("embed", path, "x", "--dimensions", "32")
      #expect(refused.status == 1)
      #expect(
        refused.error == "error: \(path): dimensions: expected one of 128, 64, found 32\n")
    }
  }

  @Test func `a file without a tokenizer takes token ids and says so`() throws {
    try TemporaryFolder.with { folder in
      let (whole, path) = (folder.path("whole.crest"), folder.path("ids.crest"))
      _ = try Tool.goldcrest.run("convert", Models.tiny, "-o", whole, "--no-bias-correction")
      _ = try Tool.goldcrest.run("convert", Models.tiny, "-o", path, "--no-tokenizer")
      let input = "{\"input_ids\": [0, 10, 20, 2]}"
      let first = try Tool.goldcrest.run(
        "embed", path, "--input-format", "jsonl", input: input)
      let second = try Tool.goldcrest.run(
        "embed", whole, "--input-format", "jsonl", input: input)
      #expect(first.status == 0, "\(first.error)")
      #expect(first.output == second.output)
      let refused = try Tool.goldcrest.run("embed", path, "text")
      #expect(refused.status == 1)
      #expect(refused.error.contains("it accepts token ids only"))
    }
  }

  @Test func `texts that mean the same are closer than others`() throws {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder)
      let result = try Tool.goldcrest.run(
        "embed", path, "--similarity", "--json", "--prompt", "passage", "Hello!", "¡Hola!",
        "The disk is full.")
      let matrix = try Models.json(result.output)["similarity"]?.array ?? []
      let row = matrix.first?.array?.compactMap(\.double) ?? []
      #expect(row.count == 3)
      #expect(row[1] > 0.8)
      #expect(row[2] < row[1])
    }
  }
}
