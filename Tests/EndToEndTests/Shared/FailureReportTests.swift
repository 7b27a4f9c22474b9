import Base
import TestSupport
import Testing

/// Errors under `--json`: an object on standard output, the line on standard error, the same exit code.
struct FailureReportTests {
  private func run(_ arguments: [String]) throws -> ChildProcess.Result {
    try ChildProcess(arguments: [Tool.goldcrest.path] + arguments, input: .bytes([])).wait()
  }

  @Test(
    arguments: [
      (["convert", "none", "--json"], "convert", 1), (["inspect", "none", "--json"], "inspect", 1),
      (["verify", "none", "--golden", "none", "--json"], "verify", 1),
      (["embed", "--json", "none", "a"], "embed", 1),
      (["embed", "x", "--json", "--output-format", "npy"], "embed", 64),
      (["bench", "--json"], "bench", 64), (["inspect", "--jsno", "--json"], "inspect", 64),
      (["inspect", Models.tiny, "--check", "--json"], "inspect", 64),
      (["conver", "--json"], "goldcrest", 64),
    ] as [([String], String, Int)])
  func `an error is one JSON object if the command was asked for one`(
    arguments: [String], command: String, code: Int
  ) throws {
    let result = try run(arguments)
    #expect(Int(result.status) == code, "\(result.error)")
    let object = try Models.json(result.output)
    #expect(object.members.map(\.name) == ["schema_version", "command", "error"])
    #expect(object["schema_version"]?.integer == 1)
    #expect(object["command"]?.string == command)
    let error = try #require(object["error"]?.object)
    #expect(error["exit_code"]?.integer == code)
    let message = try #require(error["message"]?.string)
    #expect(!message.isEmpty && result.error.contains(message), "\(result.error)")
    let plain = try run(arguments.filter { $0 != "--json" })
    if !arguments.contains("npy") { #expect(plain.error == result.error) }
  }

  @Test func `an error without --json, and a text of that name, leave standard output alone`()
    throws
  {
    #expect(try run(["convert", "none"]).output.isEmpty)
    #expect(try run(["embed", "none", "--", "--json"]).output.isEmpty)
  }

  @Test func `help is no error`() throws {
    let result = try run(["inspect", "--json", "--help"])
    #expect(result.status == 0)
    #expect(result.output.hasPrefix("OVERVIEW: "))
  }

  @Test func `an error after the first data adds no second object`() throws {
    let result = try ChildProcess(
      arguments: [Tool.goldcrest.path, "embed", Models.tiny, "--json", "--batch", "1"],
      input: .bytes(Array("a text\n".utf8) + [0xff, 0x0a])
    ).wait()
    #expect(result.status == 1)
    #expect(
      result.output.hasPrefix("{\"schema_version\":1,\"command\":\"embed\",\"model\":"),
      "\(result.output)")
    #expect(!result.output.contains("exit_code"))
    #expect(result.error.hasPrefix("error: standard input: line 2"), "\(result.error)")
  }
}
