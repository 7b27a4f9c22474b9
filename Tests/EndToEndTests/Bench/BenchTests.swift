import Base
import TestSupport
import Testing

struct BenchTests {
  @Test func `a benchmark gives all its figures`() throws {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder)
      let result = try Tool.goldcrest.run(
        "bench", path, "--batch", "2", "--tokens", "16", "--threads", "1", "--seconds", "0",
        "--kernel", "scalar", "--json")
      #expect(result.status == 0, "\(result.error)")
      let report = try Models.json(result.output)
      #expect(report["schema_version"]?.integer == 1)
      for name in ["tokens_per_second", "load_ms", "first_embedding_ms"] {
        #expect((report[name]?.double ?? 0) > 0, "\(name)")
      }
      for name in ["p50", "p95"] {
        #expect((report["latency_ms"]?.object?[name]?.double ?? 0) > 0, "\(name)")
      }
      #expect((report["peak_rss_bytes"]?.integer ?? 0) > 0)
      #expect(report["file_bytes"]?.integer == (try ReadableFile(path: path).byteCount))
      #expect(report["kernel"]?.string == "scalar")
      #expect(report["repetitions"]?.integer == 1)
    }
  }

  @Test func `a model without a tokenizer can be measured`() throws {
    try TemporaryFolder.with { folder in
      let path = folder.path("ids.crest")
      let made = try Tool.goldcrest.run("convert", Models.tiny, "-o", path, "--no-tokenizer")
      #expect(made.status == 0, "\(made.error)")
      let result = try Tool.goldcrest.run(
        "bench", path, "--batch", "1", "--tokens", "4", "--seconds", "0")
      #expect(result.status == 0, "\(result.error)")
      #expect(result.output.contains("tokens per second"))
    }
  }

  @Test func `sequences of several lengths can be measured`() throws {
    let result = try Tool.goldcrest.run(
      "bench", Models.tiny, "--batch", "3", "--tokens", "5-9", "--seconds", "0", "--json")
    #expect(result.status == 0, "\(result.error)")
    let report = try Models.json(result.output)
    #expect(report["tokens"]?.integer == 9)
    #expect(report["shortest_tokens"]?.integer == 5)
  }

  @Test func `more tokens than the model takes are refused`() throws {
    let result = try Tool.goldcrest.run("bench", Models.tiny, "--tokens", "600", "--seconds", "0")
    #expect(result.status == 1)
    #expect(result.error.contains("expected at most 512 tokens, found 600"))
  }
}
