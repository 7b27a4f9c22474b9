import Base
import TestSupport
import Testing

/// What a benchmark proves about itself.
struct BenchChecksTests {
  private func report(_ arguments: String..., model: String) throws -> [String: String] {
    let all = [Tool.goldcrest.path, "bench", model, "--json", "--seconds", "0"] + arguments
    let result = try ChildProcess(arguments: all, input: .bytes([])).wait()
    #expect(result.status == 0, "\(result.error)")
    let json = try Models.json(result.output)
    #expect((json["cpu_seconds_per_batch"]?.double ?? -1) >= 0)
    return ["sha256": json["vectors_sha256"]?.string ?? "", "kernel": json["kernel"]?.string ?? ""]
  }

  @Test func `the same tokens give the same vectors with every kernel and any threads`() throws {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder)
      let first = try report(
        "--batch", "3", "--tokens", "9", "--kernel", "scalar", "--threads", "1", model: path)
      let second = try report(
        "--batch", "3", "--tokens", "9", "--kernel", "auto", "--threads", "3", model: path)
      let third = try report("--batch", "3", "--tokens", "9", "--seed", "2", model: path)
      #expect(first["sha256"]?.count == 64)
      #expect(first["sha256"] == second["sha256"])
      #expect(first["sha256"] != third["sha256"])
    }
  }

  @Test func `memory that is not pages of files is told apart`() throws {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder)
      let result = try Tool.goldcrest.run(
        "bench", path, "--batch", "1", "--tokens", "4", "--seconds", "0", "--json")
      let json = try Models.json(result.output)
      let peak = try #require(json["peak_rss_bytes"]?.integer)
      #if os(Linux)
        let own = try #require(json["own_bytes"]?.integer)
        #expect(own > 0 && own < peak)
      #else
        #expect(peak > 0)
      #endif
    }
  }
}
