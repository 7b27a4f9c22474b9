import Base
import TestSupport
import Testing

/// What the tool says of itself to a shell, and what it loads.
struct InstallTests {
  /// The server's page, where there is a server.
  private static let serveManual: String = {
    #if Server
      "\n./share/man/man1/goldcrest-serve.1"
    #else
      ""
    #endif
  }()

  @Test(arguments: ["--version", "-V"])
  func `the version names the formats that are read and written`(option: String) throws {
    for tool in [Tool.goldcrest, .convert] {
      let result = try tool.run(option)
      #expect(result.status == 0)
      #expect(
        result.output == "goldcrest 0.1.0 (reads and writes crest 1.0 to 1.2)\n")
    }
  }

  @Test func `bash completes the values of options`() throws {
    let script = try Tool.goldcrest.run("--generate-completion-script", "bash").output
    for values in [
      "none f16 int8 int4 auto", "float32 float16 int8 uint8 binary ubinary", "truncate error",
    ] {
      let lines = values.split(separator: " ").joined(separator: #"'$'\n''"#)
      #expect(script.contains(lines) || script.contains(values), "\(values)")
    }
  }

  #if os(Linux)
    @Test func `a quantised model is embedded without loading OpenBLAS`() throws {
      try TemporaryFolder.with { folder in
        let path = try Models.converted(in: folder)
        for (model, isLoaded) in [(path, false), (Models.tiny, true)] {
          let result = try Tool.shell("LD_DEBUG=files \"$goldcrest\" embed '\(model)' text")
          #expect(result.status == 0)
          #expect(result.error.contains("libopenblas") == isLoaded, "\(model)")
        }
      }
    }

    @Test func `an original model without OpenBLAS is refused in a sentence with the remedy`()
      throws
    {
      try TemporaryFolder.with { folder in
        let library = try folder.write("no library", to: "libopenblas.so.0")
        let result = try Tool.shell(
          "LD_LIBRARY_PATH='\(folder.path(""))' \"$goldcrest\" embed '\(Models.tiny)' text")
        #expect(result.status == 1)
        #expect(result.output.isEmpty)
        #expect(
          result.error.hasPrefix(
            "error: \(Models.tiny): the weights are f32, which need a library: OpenBLAS cannot be "
              + "loaded: \(library): "), "\(result.error)")
        #expect(result.error.hasSuffix(" (Debian and Ubuntu: apt-get install libopenblas0)\n"))
      }
    }

    @Test func `Scripts/install puts programs, completions and man pages below DESTDIR`() throws {
      try TemporaryFolder.with { folder in
        let root = folder.path("root")
        let result = try Tool.shell(
          """
          DESTDIR='\(root)' '\(Tool.root)/Scripts/install' --binary "$goldcrest" /usr \
          && cd '\(root)/usr' && find . -type f | LC_ALL=C sort
          """)
        #expect(result.status == 0, "\(result.error)")
        #expect(
          result.output == """
            ./bin/goldcrest
            ./share/bash-completion/completions/goldcrest
            ./share/fish/vendor_completions.d/goldcrest.fish
            ./share/man/man1/goldcrest-bench.1
            ./share/man/man1/goldcrest-convert.1
            ./share/man/man1/goldcrest-embed.1
            ./share/man/man1/goldcrest-eval.1
            ./share/man/man1/goldcrest-inspect.1
            ./share/man/man1/goldcrest-prune.1\(Self.serveManual)
            ./share/man/man1/goldcrest-verify.1
            ./share/man/man1/goldcrest.1
            ./share/zsh/site-functions/_goldcrest

            """)
      }
    }
  #endif
}
