import GoldcrestCLI
import TestSupport
import Testing

/// The examples in the help of every command.
struct ExampleTests {
  #if Server
    private static let served = ["serve"]
  #else
    private static let served: [String] = []
  #endif

  @Test(
    arguments: ["convert", "prune", "inspect", "verify", "eval", "embed", "bench"]
      + ExampleTests.served)
  func `every command has examples, and the parser accepts them`(command: String) throws {
    let help = try Tool.goldcrest.run(command, "--help").output
    let examples = help.split(separator: "\n").filter { $0.hasPrefix("  goldcrest ") }
    #expect((2...4).contains(examples.count), "\(help)")
    for example in examples {
      #expect(example.count < 80, "\(example)")
      let words = words(of: example)
      #expect(words.prefix(2) == ["goldcrest", command])
      let refusal = CommandLineTool.refusal(of: Array(words.dropFirst()))
      #expect(refusal == nil, "\(example)")
    }
  }

  @Test func `the parser refuses what is no example`() {
    #expect(CommandLineTool.refusal(of: ["convert"]) == "Missing expected argument '<input>'")
  }

  @Test func `the help lists every kernel that the error lists`() throws {
    let help = try Tool.goldcrest.run("bench", "--help").output
    let error = try Tool.goldcrest.run("bench", "x", "--kernel", "abacus").error
    let list = try #require(
      error.split(separator: "expected one of ").last?.split(separator: "\n")[0])
    let names = list.split(separator: ", ")
    #expect(names.count >= 2)
    for name in names {
      #expect(help.contains(name.split(separator: " ")[0]), "\(name)")
    }
  }

  /// The words as a shell splits them, with single quotes alone.
  private func words(of line: Substring) -> [String] {
    var words: [String] = []
    for (index, part) in line.split(separator: "'", omittingEmptySubsequences: false).enumerated() {
      words +=
        index.isMultiple(of: 2) ? part.split(separator: " ").map(String.init) : [String(part)]
    }
    return words
  }
}
