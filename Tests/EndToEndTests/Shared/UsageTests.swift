import TestSupport
import Testing

/// Help, versions and wrong usage.
struct UsageTests {
  /// What the overview says of the server, where there is one.
  private static let serving: String = {
    #if Server
      "  serve                   Answer requests for vectors over HTTP.\n"
    #else
      ""
    #endif
  }()

  @Test func `the overview lists every command and the exit codes`() throws {
    let result = try Tool.goldcrest.run("--help")
    #expect(result.status == 0)
    #expect(result.error.isEmpty)
    #expect(
      result.output == """
        OVERVIEW: Convert an embedding model to one small file, run it, and verify it.

        Data goes to standard output, messages go to standard error. Every command
        takes --json, which prints one object with a schema_version; an error is one,
        too.

        Exit codes: 0 success; 1 bad input or an I/O error; 2 below a threshold; 64
        wrong usage; 129 hung up; 130 interrupted; 143 terminated.

        USAGE: goldcrest <subcommand>

        OPTIONS:
          --version               Show the version.
          -h, --help              Show help information.

        SUBCOMMANDS:
          convert                 Convert a HuggingFace embedding model to one .crest
                                  file.
          prune                   Prune the vocabulary of a .crest file to some
                                  languages or texts.
          inspect                 Show what is inside a model.
          verify                  Verify that a model reproduces the vectors of its
                                  original.
          eval                    Measure how well a model retrieves documents.
          embed                   Turn texts into vectors.
          bench                   Measure how fast a model loads and runs.
        \(Self.serving)
          See 'goldcrest help <subcommand>' for detailed help.

        """)
  }

  @Test(arguments: ["convert", "prune", "inspect", "verify", "eval", "embed", "bench"])
  func `every command explains itself`(command: String) throws {
    let result = try Tool.goldcrest.run(command, "--help")
    #expect(result.status == 0)
    #expect(result.output.contains("USAGE: goldcrest \(command)"))
    for option in ["--json", "--quiet", "--threads", "--kernel"] {
      #expect(result.output.contains(option), "\(option)")
    }
  }

  @Test func `convert is a program of its own`() throws {
    let result = try Tool.convert.run("--help")
    #expect(result.status == 0)
    #expect(result.output.contains("USAGE: convert"))
  }

  @Test(arguments: [
    ["convert"], ["convert", "x", "--quantize", "int7"], ["convert", "x", "--nonsense"],
    ["convert", "x", "--matryoshka", "768,"], ["verify", "x"],
    ["verify", "x", "--golden", "g", "--against", "m"], ["embed", "x", "text", "-i", "file"],
    ["embed", "x", "--overflow", "maybe"],
    ["embed", "x", "y", "--precision", "int3"], ["embed", "x", "y", "--precision", "uint8"],
    ["embed", "x", "y", "--ranges", "c"],
    ["embed", "x", "y", "--precision", "int8", "--similarity"],
    ["embed", "x", "y", "--precision", "int8", "--output", "sparse"],
    ["eval", "x", "--beir", "d", "--rescore", "4"],
    ["eval", "x", "--beir", "d", "--precision", "binary", "--rescore", "0"],
    ["eval", "x", "--beir", "d", "--top", "9"],
    ["eval", "x"], ["eval", "x", "--beir", "d", "--resamples", "0"],
    ["eval", "x", "--beir", "d", "--resamples", "500"],
    ["eval", "x", "--beir", "d", "--seed", "3"],
    ["eval", "x", "--beir", "d", "--split", "../x"],
    ["eval", "x", "--beir", "d", "--query-prompt", "a", "--query-prompt-text", "b"],
    ["bench", "x", "--tokens", "0"], ["bench", "x", "--tokens", "9-5"],
    ["bench", "x", "--tokens", "-5"], ["bench", "x", "--tokens", "5-9-12"],
    ["bench", "x", "--threads", "0"],
    ["bench", "x", "--kernel", "abacus"],
    ["convert", "x", "-o", "-"], ["convert", "x", "-o", ""], ["inspect", Models.tiny, "--check"],
    ["convert", "x", "--min-cosine", "0.9"], ["convert", "x", "--texts", "t"],
    ["convert", "x", "--verify", "g", "--texts", "t"],
    ["convert", "x", "--verify", "g", "--dry-run"],
    ["convert", "x", "--verify", "original", "--no-tokenizer"],
    ["convert", "x", "--verify", "v.npy"],
    ["convert", "x", "--verify", "v.jsonl", "--texts", "t", "--no-tokenizer"],
    ["verify", "x", "--vectors", "v"], ["verify", "--vectors", "v"], ["verify", "--golden", "g"],
    ["verify", "x", "--vectors", "v", "--golden", "g"],
    ["verify", "--vectors", "v", "--golden", "g", "--texts", "t"],
    ["verify", "--vectors", "v", "--golden", "g", "--prompt", "query"],
    ["verify", "--vectors", "v", "--golden", "g", "--store"],
    ["eval", "x", "--beir", "d", "--published", "p", "--precision", "binary"],
    ["eval", "x", "--beir", "d", "--published", "p", "--dimensions", "64"],
    ["verify", Models.tiny, "--golden", "g", "--store"],
    ["verify", "x.crest", "--against", "y.crest", "--store"],
    ["verify", "x.crest", "--published", "p", "--store"],
    ["verify", "x.crest", "--published", "p", "--report", "r.html"],
    ["verify", "x.crest", "--golden", "g", "--report", "-"],
    ["verify", "x.crest", "--golden", "g", "--force"],
    ["nonsense"],
  ])
  func `wrong usage has a code of its own and no data`(arguments: [String]) throws {
    let result = try ChildProcess(
      arguments: [Tool.goldcrest.path] + arguments, input: .bytes([])
    ).wait()
    #expect(result.status == 64, "\(result.error)")
    #expect(result.output.isEmpty)
    #expect(result.error.hasPrefix("Error: "))
  }
}
