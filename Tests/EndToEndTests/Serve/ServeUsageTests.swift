#if Server
  import TestSupport
  import Testing

  /// Starts that fail, each with a sentence.
  struct ServeUsageTests {
    @Test(
      arguments: [
        (["--unix-socket", "s", "--port", "1"], "--unix-socket cannot be combined"),
        (["--tls-key", "k"], "--tls-certificate and --tls-key require each other"),
        (["--port", "65536"], "--port: expected 0 to 65535, found 65536"),
        (["--max-queue", "0"], "--max-queue: expected 1 to"),
        (["--timeout", "0"], "--timeout: expected 1 to"),
        (["--prefix-field", "input"], "--prefix-field: expected a name that has no other meaning"),
        (["--log-level", "loud"], "--log-level"),
        (["--event-loops", "0"], "--event-loops: expected 1 to 64"),
      ] as [([String], String)])
    func `wrong usage is refused`(options: [String], message: String) throws {
      let result = try ChildProcess(
        arguments: [Tool.goldcrest.path, "serve", "x.crest"] + options, input: .bytes([])
      ).wait()
      #expect(result.status == 64)
      #expect(result.error.contains(message), "\(result.error)")
    }

    @Test func `no model is wrong usage`() throws {
      #expect(try Tool.goldcrest.run("serve").status == 64)
    }

    @Test func `a model that cannot be opened is named`() throws {
      try TemporaryFolder.with { folder in
        let path = try Models.converted(in: folder)
        let broken = try folder.write("no model", to: "broken.crest")
        for model in [broken, folder.path("none.crest")] {
          let result = try Tool.goldcrest.run("serve", path, model, "--port", "0")
          #expect(result.status == 1)
          #expect(result.error.contains(model), "\(result.error)")
        }
      }
    }

    @Test func `two models of one name are refused`() throws {
      try TemporaryFolder.with { folder in
        let path = try Models.converted(in: folder)
        let result = try Tool.goldcrest.run("serve", path, "tiny-int8=\(path)")
        #expect(result.status == 1)
        #expect(result.error.contains("'tiny-int8'"), "\(result.error)")
      }
    }

    @Test func `a folder without models is refused`() throws {
      try TemporaryFolder.with { folder in
        let result = try Tool.goldcrest.run("serve", folder.path)
        #expect(result.status == 1)
        #expect(result.error.contains("expected .crest files in the folder"), "\(result.error)")
      }
    }

    @Test func `an argument that is neither a file nor NAME=FILE is refused`() throws {
      for argument in ["=x.crest", "name="] {
        let result = try Tool.goldcrest.run("serve", argument)
        #expect(result.status == 1)
        #expect(result.error.contains("NAME=FILE"), "\(result.error)")
      }
    }

    @Test func `a default prompt that no model has is refused`() throws {
      try TemporaryFolder.with { folder in
        let path = try Models.converted(in: folder)
        let result = try Tool.goldcrest.run("serve", path, "--default-prompt", "querry")
        #expect(result.status == 1)
        #expect(result.error.contains("query"), "\(result.error)")
      }
    }

    @Test func `a port that is taken is an error that names it`() throws {
      _ = try RunningServer.with { server in
        let result = try Tool.goldcrest.run(
          "serve", Tool.root + "/Golden/none", "--port", "\(server.port)")
        #expect(result.status == 1)
        try TemporaryFolder.with { folder in
          let path = try Models.converted(in: folder)
          let result = try Tool.goldcrest.run("serve", path, "--port", "\(server.port)")
          #expect(result.status == 1)
          #expect(
            result.error.contains("127.0.0.1:\(server.port): cannot listen"), "\(result.error)")
        }
      }
    }

    @Test func `a file of keys that is wrong is named, and its keys are not`() throws {
      try TemporaryFolder.with { folder in
        let path = try Models.converted(in: folder)
        let empty = try folder.write("# no key\n\n", to: "empty")
        let bad = try folder.write("good\nse cret\n", to: "bad")
        let none = folder.path("none")
        for (file, message) in [
          (empty, "\(empty): expected at least one key"), (bad, "\(bad): line 2"), (none, none),
        ] {
          let result = try Tool.goldcrest.run("serve", path, "--api-key-file", file)
          #expect(result.status == 1)
          #expect(result.error.contains(message), "\(result.error)")
          #expect(!result.error.contains("se cret"))
        }
      }
    }

    @Test(.enabled(if: TestCertificate.isAvailable))
    func `a file of a certificate that is wrong is named`() throws {
      try TemporaryFolder.with { folder in
        let path = try Models.converted(in: folder)
        let files = try TestCertificate(in: folder)
        let bad = try folder.write("no certificate", to: "bad")
        let none = folder.path("none")
        for (certificate, key, message) in [
          (bad, files.key, "\(bad): expected certificates in PEM"),
          (files.certificate, bad, "\(bad): expected a private key in PEM"),
          (none, files.key, none), (files.certificate, none, none),
          (
            files.certificate, files.otherKey,
            "\(files.otherKey): expected the key of \(files.certificate)"
          ),
        ] {
          let result = try Tool.goldcrest.run(
            "serve", path, "--tls-certificate", certificate, "--tls-key", key)
          #expect(result.status == 1)
          #expect(result.error.contains(message), "\(result.error)")
        }
      }
    }
  }
#endif
