import Base
import TestSupport
import Testing

/// `goldcrest bench --trace`.
struct TraceTests {
  private func calls(_ path: String, _ arguments: String...) throws -> [JSONObject] {
    let all = [Tool.goldcrest.path, "bench", path, "--trace", "--json", "--seconds", "0"]
    let result = try ChildProcess(arguments: all + arguments, input: .bytes([])).wait()
    #expect(result.status == 0, "\(result.error)")
    let json = try Models.json(result.output)
    #expect((json["serial_ns_at_end"]?.integer ?? -1) >= 0)
    return try #require(json["calls"]?.array).compactMap(\.object)
  }

  private func taskCount(_ calls: [JSONObject], _ step: String) -> Int {
    calls.filter { $0["step"]?.string?.hasPrefix(step) == true }
      .reduce(0) { $0 + ($1["task_ns"]?.array?.count ?? 0) }
  }

  @Test func `the tasks are those of the threads asked for, whatever the machine has`() throws {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder)
      let one = try calls(path, "--batch", "2", "--tokens", "64", "--threads", "1")
      let many = try calls(path, "--batch", "2", "--tokens", "64", "--threads", "64")
      #expect(one.map { $0["step"]?.string } == many.map { $0["step"]?.string })
      #expect(one.first?["step"]?.string == "embed")
      #expect(one.last?["step"]?.string == "pool")
      for step in ["quantize", "attention", "layer norm"] {
        #expect(taskCount(one, step) < taskCount(many, step), "\(step)")
      }
      for call in one + many {
        #expect(call["task_ns"]?.array?.allSatisfy { ($0.integer ?? -1) >= 0 } == true)
        #expect((call["serial_ns"]?.integer ?? -1) >= 0)
        let isProduct = call["step"]?.string?.hasPrefix("products ") == true
        #expect(((call["weight_bytes"]?.integer ?? 0) > 0) == isProduct)
      }
    }
  }

  @Test func `without --json it is a profile by step`() throws {
    let result = try Tool.goldcrest.run(
      "bench", Models.tiny, "--trace", "--batch", "1", "--tokens", "8", "--threads", "3",
      "--seconds", "0")
    #expect(result.status == 0, "\(result.error)")
    #expect(result.output.contains("tasks of 3 threads run on one"))
    for word in ["layer norm", "attention", "between calls", "100.0 %"] {
      #expect(result.output.contains(word), "\(word)")
    }
  }

  @Test(arguments: [
    (["--roofline", "--trace"], "--roofline and --trace cannot be combined"),
    (["x", "--trace", "--replicas", "2"], "--trace and --replicas cannot be combined"),
  ])
  func `a trace is of one model`(arguments: [String], message: String) throws {
    let result = try ChildProcess(
      arguments: [Tool.goldcrest.path, "bench"] + arguments, input: .bytes([])
    ).wait()
    #expect(result.status == 64)
    #expect(result.error.contains(message), "\(result.error)")
  }
}
