import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `embed` as a worker on a pipe.
struct PipeTests {
  @Test func `a line is answered before the next is written`() throws {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder)
      let texts = ["one", "zwei", "trois"]
      let all = try Tool.goldcrest.run("embed", path, input: texts.joined(separator: "\n"))
      let child = try ChildProcess(
        arguments: [Tool.goldcrest.path, "embed", path, "-i", "-"], input: .silence)
      for (index, text) in texts.enumerated() {
        #expect(child.write(text + "\n"))
        #expect(child.lines(index + 1) == Array(all.outputLines.prefix(index + 1)))
      }
      child.send(SIGTERM)
      #expect(try child.wait().status == 143)
    }
  }

  @Test func `a blank JSON line does not hold back the answers before it`() throws {
    let child = try ChildProcess(
      arguments: [Tool.goldcrest.path, "embed", Models.tiny, "--input-format", "jsonl"],
      input: .silence)
    #expect(child.write("{\"text\": \"a\"}\n\n"))
    #expect(child.lines(1).count == 1)
    child.send(SIGTERM)
    #expect(try child.wait().status == 143)
  }

  @Test func `the answers before a line that is refused are written`() throws {
    let good = "{\"text\": \"a\"}\n{\"text\": \"b\"}\n"
    let long = String(repeating: "word ", count: 600)
    for bad in ["{\"text\"", "{\"text\": \"\(long)\"}"] {
      let result = try Tool.goldcrest.run(
        "embed", Models.tiny, "--input-format", "jsonl", "--overflow", "error",
        input: good + bad + "\n{\"text\": \"c\"}\n")
      #expect(result.status == 1)
      #expect(result.outputLines.count == 2)
      #expect(result.error.contains("line 3"))
    }
  }

  @Test func `the size of a batch changes no bit`() throws {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder)
      let texts = (0..<9).map { "text number \($0)" }.joined(separator: "\n")
      let results = try ["1", "4", "64"].map {
        try Tool.goldcrest.run("embed", path, "--batch", $0, input: texts)
      }
      #expect(results.allSatisfy { $0.status == 0 && $0.output == results[0].output })
      #expect(results[0].outputLines.count == 9)
    }
  }

  @Test func `a batch of no text is a usage error`() throws {
    let result = try Tool.goldcrest.run("embed", Models.tiny, "--batch", "0", "a")
    #expect(result.status == 64)
  }
}
