#if Server
  import Base
  import TestSupport
  import Testing

  /// `embed` and `verify` with a server instead of a model on this machine.
  @Suite struct RemoteTests {
    private static func url(_ server: RunningServer) -> String {
      "http://127.0.0.1:\(server.port)"
    }

    @Test
    func `a server's vectors are those of its model, in lines, in one object and in an array`()
      throws
    {
      try TemporaryFolder.with { folder in
        let model = try Models.converted(in: folder)
        let server = try RunningServer(model)
        defer { _ = try? server.end() }
        let texts = ["a station", "tea", "  two  spaces", ""]
        func embed(_ options: [String]) throws -> ChildProcess.Result {
          try ChildProcess(
            arguments: [Tool.goldcrest.path, "embed"] + options, input: .bytes([])
          ).wait()
        }
        let remote = ["tiny-int8", "--url", Self.url(server), "--prompt-text", "search_query: "]
        let local = [model, "--prompt", "query"]
        let expected = try embed(local + texts).output.split(separator: "\n").map {
          try #require(try Models.json(String($0))["embedding"])
        }
        let lines = try embed(remote + texts)
        #expect(lines.error == "" && lines.status == 0)
        let found = try lines.output.split(separator: "\n").map { try Models.json(String($0)) }
        #expect(found.map { $0["embedding"] } == expected)
        #expect(found.map(\.names) == texts.map { _ in ["_id", "embedding"] })

        let whole = try Models.json(try embed(remote + ["--json"] + texts).output)
        #expect(whole["url"]?.string == "\(Self.url(server))/v1/embeddings")
        #expect(whole["embeddings"]?.array?.map { $0.object?["embedding"] } == expected)

        let (array, other) = (folder.path("remote.npy"), folder.path("local.npy"))
        #expect(try embed(remote + ["-o", array] + texts).status == 0)
        #expect(try embed(local + ["-o", other] + texts).status == 0)
        #expect(try Models.bytes(array) == Models.bytes(other))

        let similarity = try embed(remote + ["--similarity"] + texts)
        #expect(try similarity.output == embed(local + ["--similarity"] + texts).output)
      }
    }

    @Test func `a server is proved against a golden file, and a wrong one fails`() throws {
      try TemporaryFolder.with { folder in
        let server = try RunningServer(try Models.converted(in: folder))
        defer { _ = try? server.end() }
        let common = [
          Tool.goldcrest.path, "verify", "tiny-int8", "--url", Self.url(server), "--quiet",
        ]
        func verify(_ options: String...) throws -> ChildProcess.Result {
          try ChildProcess(arguments: common + options, input: .bytes([])).wait()
        }
        let right = try verify("--golden", Models.tinyGolden, "--json")
        #expect(right.status == 0, "\(right.error)")
        let report = try Models.json(right.output)
        #expect(try #require(report["cosine"]?.object?["mean"]?.double) > 0.99)
        let texts = try folder.write("a station\ntea\nthe cat sleeps\n", to: "texts.txt")
        // A server that puts another prompt first gives other vectors.
        let vectors = folder.path("passages.npy")
        let made = try Tool.goldcrest.run(
          "embed", Models.tiny, "--prompt", "passage", "-i", texts, "-o", vectors, "--quiet")
        #expect(made.status == 0, "\(made.error)")
        for (prompt, status) in [("search_query: ", Int32(2)), ("search_document: ", 0)] {
          let result = try verify(
            "--vectors", vectors, "--texts", texts, "--prompt-text", prompt, "--min-cosine", "0.999"
          )
          #expect(result.status == status, "\(prompt)\(result.output)\(result.error)")
        }
        let same = try verify("--against", Models.tiny, "--texts", texts, "--prompt", "query")
        #expect(same.status == 0, "\(same.output)\(same.error)")
        #expect(same.output.contains("proof: against the original, read by Goldcrest itself"))
      }
    }

    @Test func `a server that refuses, or is not there, is an error with its address`() throws {
      _ = try RunningServer.with { server in
        let unknown = try Tool.goldcrest.run(
          "embed", "other", "--url", Self.url(server), "text")
        #expect(unknown.status == 1)
        #expect(unknown.error.contains("\(Self.url(server))/v1/embeddings"))
        #expect(unknown.error.contains("404"))
        #expect(unknown.error.contains("other"))
        let odd = try Tool.goldcrest.run(
          "embed", "tiny-int8", "--url", Self.url(server), "--dimensions", "5", "text")
        #expect(odd.status == 1)
        #expect(odd.error.contains("400"))
      }
      let nobody = try Tool.goldcrest.run("embed", "m", "--url", "http://127.0.0.1:9", "text")
      #expect(nobody.status == 1)
      #expect(nobody.error.contains("http://127.0.0.1:9/v1/embeddings: "))
      let address = try Tool.goldcrest.run("embed", "m", "--url", "localhost", "text")
      #expect(address.status == 1)
      #expect(address.error.contains("expected an address such as http://127.0.0.1:8080"))
    }

    @Test func `a server with a key gets it from a file`() throws {
      try TemporaryFolder.with { folder in
        let keys = try folder.write("secret\n", to: "keys")
        let server = try RunningServer(
          try Models.converted(in: folder), ["--api-key-file", keys])
        defer { _ = try? server.end() }
        let without = try Tool.goldcrest.run("embed", "tiny-int8", "--url", Self.url(server), "tea")
        #expect(without.status == 1)
        #expect(without.error.contains("401"))
        let with = try Tool.goldcrest.run(
          "embed", "tiny-int8", "--url", Self.url(server), "--api-key-file", keys, "tea")
        #expect(with.status == 0, "\(with.error)")
      }
    }

    @Test(arguments: [
      ["--prompt", "query"], ["--overflow", "error"], ["--precision", "int8"],
      ["--output", "sparse"],
      ["--header"], ["--on-error", "report"], ["--threads", "1"],
    ])
    func `what only a model on this machine does is refused together with a server`(
      options: [String]
    ) throws {
      let result = try ChildProcess(
        arguments: [Tool.goldcrest.path, "embed", "m", "--url", "http://h", "text"] + options,
        input: .bytes([])
      ).wait()
      #expect(result.status == 64)
      #expect(result.error.contains("--url cannot be combined with \(options[0])"))
    }

    @Test(arguments: [
      (["--golden", "g"], "--url requires a model's name"),
      (["m", "--published", "p"], "--url cannot be combined with --published"),
      (["m", "--golden", "g", "--store"], "--url cannot be combined with --store"),
    ])
    func `verify says what a server cannot be asked for`(options: [String], message: String) throws
    {
      let result = try ChildProcess(
        arguments: [Tool.goldcrest.path, "verify", "--url", "http://h"] + options, input: .bytes([])
      ).wait()
      #expect(result.status == 64)
      #expect(result.error.contains(message))
    }

    @Test func `lines for a server hold texts alone`() throws {
      for (line, expected) in [
        (#"{"input_ids": [1]}"#, "\"text\""),
        (#"{"text": "a", "prompt": "query"}"#, "no \"prompt\""),
      ] {
        let result = try Tool.goldcrest.run(
          "embed", "m", "--url", "http://127.0.0.1:9", "-i", "-", "--input-format", "jsonl",
          input: line + "\n")
        #expect(result.status == 1)
        #expect(result.error.contains("line 1"))
        #expect(result.error.contains(expected))
      }
    }
  }
#endif
