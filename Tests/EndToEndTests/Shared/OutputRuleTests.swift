import Base
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// No command destroys a file: the accidents that have happened, and their kin.
struct OutputRuleTests {
  /// Runs a command that must leave `path` as it is, with and without --force.
  private static func refuses(
    _ path: String, _ arguments: [String], input: String? = nil,
    _ reason: String = "output would overwrite an input"
  ) throws {
    let before = try Models.bytes(path)
    for force in [[], ["--force"]] {
      let command = arguments + force
      let result =
        if let input {
          try Tool.shell(
            "\"$goldcrest\" \(command.map { "'\($0)'" }.joined(separator: " ")) < '\(input)'")
        } else {
          try ChildProcess(arguments: [Tool.goldcrest.path] + command, input: .bytes([])).wait()
        }
      #expect(result.status == 1, "\(command)")
      #expect(result.error == "error: \(path): \(reason)\n", "\(command)")
      #expect(try Models.bytes(path) == before, "\(command)")
    }
  }

  @Test func `embed replaces nothing that it reads`() throws {
    try TemporaryFolder.with { folder in
      let model = try Models.converted(in: folder)
      let texts = try folder.write("one\ntwo\n", to: "texts.txt")
      let link = try folder.link("link.txt", to: texts)
      try Self.refuses(texts, ["embed", model, "-i", texts, "-o", texts])
      try Self.refuses(texts, ["embed", model, "-i", link, "-o", texts])
      try Self.refuses(link, ["embed", model, "-i", texts, "-o", link])
      try Self.refuses(model, ["embed", model, "a text", "-o", model])
      try Self.refuses(texts, ["embed", model, "-o", texts], input: texts)
      try Self.refuses(texts, ["embed", model, "-i", "-", "-o", texts], input: texts)
      let copy = try Models.copy(in: folder, without: ["config.json"])
      let config = try folder.write(Models.text("config.json"), to: "model/config.json")
      try Self.refuses(config, ["embed", copy, "a text", "-o", config])
      let ranges = folder.path("ranges.npy")
      let made = try Tool.goldcrest.run(
        "embed", model, "one", "two", "three", "--output-format", "npy", "-o", ranges)
      #expect(made.status == 0, "\(made.error)")
      try Self.refuses(
        ranges,
        ["embed", model, "a text", "--precision", "int8", "--ranges", ranges, "-o", ranges])
    }
  }

  #if Server
    @Test func `a key that is sent to a server is not replaced`() throws {
      try TemporaryFolder.with { folder in
        let key = try folder.write("a key\n", to: "key")
        let server = ["--url", "http://127.0.0.1:9", "--api-key-file", key]
        try Self.refuses(key, ["embed", "m", "a text", "-o", key] + server)
        try Self.refuses(
          key, ["verify", "m", "--golden", Models.tinyGolden, "--report", key] + server)
      }
    }
  #endif

  @Test func `prune replaces neither its model nor its texts`() throws {
    try TemporaryFolder.with { folder in
      let model = try Models.converted(in: folder)
      let texts = try folder.write("one\ntwo\n", to: "texts.txt")
      try Self.refuses(texts, ["prune", model, "--keep-tokens-from", texts, "-o", texts])
      try Self.refuses(
        texts, ["prune", model, "--languages", "en", "--check", texts, "-o", texts])
      try Self.refuses(model, ["prune", model, "--languages", "en", "-o", model])
      try Self.refuses(
        texts, ["prune", model, "--keep-tokens-from", "-", "-o", texts], input: texts)
    }
  }

  @Test func `convert replaces nothing that it reads`() throws {
    try TemporaryFolder.with { folder in
      let texts = try folder.write("one text\nanother text\n", to: "texts.txt")
      let convert = ["convert", Models.tiny, "-o", texts]
      try Self.refuses(
        texts, convert + ["--quantize", "int4", "--calibration", texts])
      try Self.refuses(texts, convert + ["--keep-tokens-from", texts])
      try Self.refuses(texts, convert + ["--languages", "en", "--check", texts])
      try Self.refuses(texts, convert + ["--verify", "original", "--texts", texts])
      try Self.refuses(texts, convert + ["--verify", texts])
    }
  }

  @Test func `a user's file under the name of a calibration's state stays`() throws {
    try TemporaryFolder.with { folder in
      let texts = (0..<40).map { "Sentence \($0) is about the hills.\n" }.joined()
      let state = try folder.write(texts, to: "out.crest.calibration")
      let other = try folder.write(texts, to: "texts.txt")
      let convert = [
        "convert", Models.tiny, "--quantize", "int4", "-o", folder.path("out.crest"), "--quiet",
      ]
      try Self.refuses(state, convert + ["--calibration", state])
      try Self.refuses(
        state, convert + ["--calibration", other],
        "expected the state of an interrupted calibration or a new name, found another file")
      #expect(folder.names == ["out.crest.calibration", "texts.txt"])
    }
  }

  @Test func `a link to a FIFO or a folder is refused and stays`() throws {
    try TemporaryFolder.with { folder in
      let model = try Models.converted(in: folder)
      _ = folder.path("folder/")
      #expect(unsafe mkfifo(folder.path("fifo"), 0o600) == 0)
      for (name, found) in [("fifo", "a FIFO"), ("folder", "a folder")] {
        let link = try folder.link("link-\(name)", to: name)
        for command in [
          ["embed", model, "a text", "-o", link, "--force"],
          ["convert", Models.tiny, "-o", link, "--force"],
          ["prune", model, "--languages", "en", "-o", link, "--force"],
          ["verify", model, "--golden", Models.tinyGolden, "--report", link, "--force"],
        ] {
          let result = try ChildProcess(
            arguments: [Tool.goldcrest.path] + command, input: .bytes([])
          ).wait()
          #expect(result.status == 1, "\(command)")
          #expect(
            result.error
              == "error: \(link): expected a regular file or a new name, found \(found)\n")
          var status = stat()
          #expect(unsafe lstat(link, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
        }
      }
      var status = stat()
      #expect(
        unsafe lstat(folder.path("fifo"), &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
    }
  }

  @Test func `a link to a file stays, and the file keeps its permissions`() throws {
    try TemporaryFolder.with { folder in
      let target = try folder.write("old", to: "elsewhere/vectors.jsonl")
      unsafe chmod(target, 0o640)
      let link = try folder.link("link.jsonl", to: "elsewhere/vectors.jsonl")
      let made = try Tool.goldcrest.run(
        "embed", Models.tiny, "a text", "-o", link, "--force")
      #expect(made.status == 0, "\(made.error)")
      var status = stat()
      #expect(unsafe lstat(link, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
      #expect(unsafe lstat(target, &status) == 0 && status.st_mode & 0o777 == 0o640)
      #expect(try Models.bytes(target).count > 100)
    }
  }

  @Test func `standard output takes vectors and no model`() throws {
    let vectors = try Tool.goldcrest.run("embed", Models.tiny, "a text", "-o", "-")
    #expect(vectors.status == 0)
    #expect(vectors.output.hasPrefix("{\"_id\":"))
    let refused = try Tool.goldcrest.run("convert", Models.tiny, "-o", "-")
    #expect(refused.status == 64)
    #expect(
      refused.error.contains("a .crest file cannot be written to standard output"))
  }
}
