import TestSupport
import Testing

/// What is said about names that were mistyped.
struct SuggestionTests {
  @Test(arguments: [
    ("conver", "Unknown command 'conver'; did you mean 'convert'?"),
    ("insp", "Unknown command 'insp'; did you mean 'inspect'?"),
    ("nonsense", "Unknown command 'nonsense': expected one of convert, prune, inspect, verify"),
  ])
  func `a mistyped command is answered with the closest one`(word: String, answer: String) throws {
    let result = try Tool.goldcrest.run(word, "x")
    #expect(result.status == 64)
    #expect(result.error.hasPrefix("Error: \(answer)"), "\(result.error)")
  }

  @Test(arguments: [
    ("german", "'de' (German)"), ("EN", "'en' (English)"), ("de,en-US", "'en' (English)"),
    ("Frensh", "'fr' (French)"),
  ])
  func `a mistyped language is answered with its code`(codes: String, answer: String) throws {
    let result = try Tool.goldcrest.run("prune", "x.crest", "--languages", codes)
    #expect(result.status == 64)
    #expect(result.error.contains("did you mean \(answer)?"), "\(result.error)")
  }

  @Test func `an unknown language that is close to none is answered with the list`() throws {
    let result = try Tool.goldcrest.run("prune", "x.crest", "--languages", "xx")
    #expect(result.status == 64)
    #expect(result.error.contains("out of ar, az, be"), "\(result.error)")
  }

  @Test func `a mistyped prompt is answered with the closest one`() throws {
    let result = try Tool.goldcrest.run("embed", Models.tiny, "--prompt", "qurey", "a text")
    #expect(result.status == 1)
    #expect(result.error.hasSuffix("; did you mean 'query'?\n"), "\(result.error)")
  }

  @Test(arguments: ["-5 degrees", "-t", "--a text", "-o hello"])
  func `a text that begins with - is answered with how to embed it`(text: String) throws {
    let result = try Tool.goldcrest.run("embed", Models.tiny, text)
    #expect(result.status == 64)
    #expect(
      result.error.hasPrefix(
        "Error: Unknown option '\(text)' (to embed a text that begins with -, put -- before it)\n"),
      "\(result.error)")
    #expect(result.error.contains("\nUsage: goldcrest embed"))
    let json = try Tool.goldcrest.run("embed", Models.tiny, "--json", text)
    #expect(json.output.contains("put -- before it"), "\(json.output)")
    let right = try Tool.goldcrest.run("embed", Models.tiny, "--", text)
    #expect(right.status == 0 && right.outputLines.count == 1)
  }

  @Test func `a mistyped option, and one of a command without texts, is no text`() throws {
    let option = try Tool.goldcrest.run("embed", Models.tiny, "--promt", "query")
    #expect(option.error.hasPrefix("Error: Unknown option '--promt'. Did you mean '--prompt'?\n"))
    let other = try Tool.goldcrest.run("inspect", "x", "-t")
    #expect(other.error.hasPrefix("Error: Unknown option '-t'\n"), "\(other.error)")
  }

  @Test func `a mistyped path is answered with the closest name in the folder`() throws {
    try TemporaryFolder.with { folder in
      try folder.write("", to: "bird-int8.crest")
      try folder.write("a text", to: "texts.txt")
      for (path, name) in [("bird-int4.crest", "bird-int8.crest"), ("texst.txt", "texts.txt")] {
        let result = try Tool.goldcrest.run("inspect", folder.path(path))
        #expect(result.status == 1)
        #expect(
          result.error
            == "error: \(folder.path(path)): cannot open: No such file or directory "
            + "(did you mean '\(folder.path(name))'?)\n")
      }
      let texts = try Tool.goldcrest.run("embed", Models.tiny, "-i", folder.path("text.txt"))
      #expect(texts.error.hasSuffix("(did you mean '\(folder.path("texts.txt"))'?)\n"))
    }
  }

  @Test(arguments: ["convert", "inspect", "embed"])
  func `the name of a model on the Hub is answered with how to download it`(
    command: String
  ) throws {
    let result = try Tool.goldcrest.run(command, "acme/bird-embed-v1.5")
    #expect(result.status == 1)
    #expect(
      result.error
        == "error: acme/bird-embed-v1.5: no such file or folder; to download a model of this name "
        + "from the hub: hf download acme/bird-embed-v1.5 --local-dir bird-embed-v1.5\n")
  }

  @Test(arguments: ["models/bird.crest", "./acme/bird", "acme/bird/onnx", "/acme/bird", "bird"])
  func `another path that is not there is not taken for a name on the Hub`(path: String) throws {
    let result = try Tool.goldcrest.run("inspect", path)
    #expect(result.status == 1)
    #expect(!result.error.contains("hf download"), "\(result.error)")
  }

  @Test func `a model without modules json is answered with the option that replaces it`() throws {
    try TemporaryFolder.with { folder in
      let model = try Models.copy(in: folder, without: ["modules.json"])
      let result = try Tool.goldcrest.run("convert", model, "-o", folder.path("a.crest"))
      #expect(result.status == 1)
      #expect(result.error.contains("convert --pooling mean"), "\(result.error)")
    }
  }

  @Test func `empty prompts, which sentence-transformers writes, are not noted`() throws {
    try TemporaryFolder.with { folder in
      let name = "config_sentence_transformers.json"
      let model = try Models.copy(in: folder, without: [name])
      for (text, isNoted) in [("", false), ("query: ", true)] {
        _ = try folder.write(
          #"{"prompts": {"query": "\#(text)", "document": ""}}"#, to: "model/\(name)")
        let result = try Tool.goldcrest.run("embed", model, "text")
        #expect(result.status == 0)
        #expect(result.error.contains("this model has prompts (query)") == isNoted)
        #expect(result.error.isEmpty != isNoted, "\(result.error)")
      }
    }
  }

  @Test func `texts without a prompt are noted if the model has prompts`() throws {
    let noted = try Tool.goldcrest.run("embed", Models.tiny, "a text")
    #expect(noted.status == 0)
    #expect(noted.error.hasPrefix("note: this model has prompts (query, passage"), "\(noted.error)")
    #expect(noted.error.count { $0.isNewline } == 1)
    for arguments in [["--quiet"], ["--prompt", "query"], ["--prompt-text", ""]] {
      let result = try ChildProcess(
        arguments: [Tool.goldcrest.path, "embed", Models.tiny, "a text"] + arguments,
        input: .bytes([])
      ).wait()
      #expect(result.status == 0)
      #expect(result.error.isEmpty, "\(result.error)")
    }
  }
}
