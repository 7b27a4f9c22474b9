import Base
import Kernels
import TestSupport
import Testing

/// `goldcrest bench --replicas`.
struct ReplicaTests {
  private func bench(_ arguments: [String]) throws -> ChildProcess.Result {
    try ChildProcess(
      arguments: [Tool.goldcrest.path, "bench"] + arguments, input: .bytes([])
    ).wait()
  }

  private func report(_ path: String, _ arguments: [String]) throws -> JSONObject {
    let result = try bench([path, "--json", "--seconds", "0"] + arguments)
    #expect(result.status == 0, "\(result.error)")
    return try Models.json(result.output)
  }

  @Test func `every replica gives the vectors of a model alone, and all their figures add up`()
    throws
  {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder)
      let batch = ["--batch", "3", "--tokens", "9"]
      let one = try report(path, batch + ["--threads", "1"])
      let three = try report(path, batch + ["--threads", "2", "--replicas", "3"])
      #expect(three["vectors_sha256"]?.string == one["vectors_sha256"]?.string)
      #expect(three["threads"]?.integer == 2)
      let replicas = try #require(three["replicas"]?.array)
      #expect(replicas.count == 3)
      let rates = replicas.compactMap { $0.object?["tokens_per_second"]?.double }
      #expect(rates.count == 3 && rates.allSatisfy { $0 > 0 })
      let total = try #require(three["tokens_per_second"]?.double)
      #expect(abs(total - rates.reduce(0, +)) < 1e-6 * total)
      let alone = try #require(three["one_replica_tokens_per_second"]?.double)
      let ratio = try #require(three["ratio_to_one_replica"]?.double)
      #expect(abs(ratio - total / alone) < 1e-9 * ratio)
      for replica in replicas {
        #expect((replica.object?["repetitions"]?.integer ?? 0) >= 1)
        #expect((replica.object?["latency_ms"]?.object?["p50"]?.double ?? 0) > 0)
      }
    }
  }

  #if os(Linux)
    @Test func `replicas have cores of this process and say what they share`() throws {
      try TemporaryFolder.with { folder in
        let path = try Models.converted(in: folder)
        let json = try report(
          path, ["--batch", "1", "--tokens", "4", "--replicas", "2", "--threads", "1"])
        let replicas = try #require(json["replicas"]?.array)
        let usable = Set(CoreThreads.cores)
        for replica in replicas {
          let cores = replica.object?["cores"]?.array?.compactMap(\.integer) ?? []
          #expect(cores.count == 1 && usable.isSuperset(of: cores))
        }
        if usable.count > 1 {
          #expect(replicas[0].object?["cores"]?.array != replicas[1].object?["cores"]?.array)
        }
        let alone = try #require(json["one_replica_private_bytes"]?.integer)
        let own = try #require(json["private_bytes"]?.integer)
        let shared = try #require(json["shared_bytes"]?.integer)
        #expect(alone > 0 && own > 0 && shared > 0)
        #expect((json["pss_bytes"]?.integer ?? 1) > 0)
      }
    }

    @Test func `more threads than cores are said`() throws {
      try TemporaryFolder.with { folder in
        let path = try Models.converted(in: folder)
        let count = WorkerPool.usableCoreCount
        let result = try bench([
          path, "--batch", "1", "--tokens", "4", "--seconds", "0", "--replicas", "2",
          "--threads", "\(count)",
        ])
        #expect(result.status == 0, "\(result.error)")
        #expect(result.error.contains("note: \(2 * count) threads share \(count) core"))
        #expect(result.output.contains("ratio to one replica"))
      }
    }
  #endif

  @Test(arguments: [
    (["x", "--replicas", "0"], "--replicas: expected 1 to 256, found 0"),
    (["x", "--replicas", "257"], "--replicas: expected 1 to 256, found 257"),
    (["--roofline", "--replicas", "2"], "--roofline and --replicas cannot be combined"),
  ])
  func `what cannot be measured is refused`(arguments: [String], message: String) throws {
    let result = try bench(arguments)
    #expect(result.status == 64)
    #expect(result.error.contains(message), "\(result.error)")
  }

  @Test func `an original model is refused, as nothing would be shared`() throws {
    let result = try bench([Models.tiny, "--replicas", "2"])
    #expect(result.status == 1)
    #expect(result.error.contains("--replicas: expected a .crest, found an original model"))
  }

  @Test func `more tokens than the model takes are refused by every replica`() throws {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder)
      let result = try bench([path, "--tokens", "600", "--replicas", "2"])
      #expect(result.status == 1)
      #expect(result.error.contains("expected at most 512 tokens, found 600"))
    }
  }
}
