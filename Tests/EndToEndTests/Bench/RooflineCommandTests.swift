import Base
import TestSupport
import Testing

/// `goldcrest bench --roofline`.
struct RooflineCommandTests {
  @Test func `the machine's ceilings need no model`() throws {
    let result = try Tool.goldcrest.run(
      "bench", "--roofline", "--threads", "2", "--seconds", "0", "--json")
    #expect(result.status == 0, "\(result.error)")
    let json = try Models.json(result.output)
    #expect(json["schema_version"]?.integer == 1)
    #expect(json["threads"]?.integer == 2)
    #expect((json["read_bytes_per_second"]?.double ?? 0) > 1e6)
    #expect((json["memory_bytes"]?.integer ?? 0) > 1 << 20)
    #expect((json["empty_call_ns"]?.double ?? 0) > 0)
    for key in ["int8_ops_per_second", "int4_ops_per_second"] {
      let peaks = try #require(json[key]?.object)
      #expect(peaks.names.first == "scalar")
      for name in peaks.names { #expect((peaks[name]?.double ?? 0) > 1e6, "\(key) \(name)") }
    }
  }

  @Test func `the ceiling of one kernel can be measured alone`() throws {
    let result = try Tool.goldcrest.run(
      "bench", "--roofline", "--kernel", "scalar", "--threads", "1", "--seconds", "0")
    #expect(result.status == 0, "\(result.error)")
    #expect(result.output.contains("int8, scalar"))
    #expect(result.output.contains("int4, scalar"))
    #expect(result.output.contains("GB/s"))
    #expect(!result.output.contains("avx"))
  }

  @Test func `a benchmark has a model or measures the machine`() throws {
    for arguments in [["bench"], ["bench", Models.tiny, "--roofline"]] {
      let result = try ChildProcess(
        arguments: [Tool.goldcrest.path] + arguments, input: .bytes([])
      ).wait()
      #expect(result.status == 64, "\(result.error)")
      #expect(result.output.isEmpty)
    }
  }
}
