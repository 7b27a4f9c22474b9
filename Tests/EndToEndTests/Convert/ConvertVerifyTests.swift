import Hashing
import Base
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A model that is verified before its file gets its name.
struct ConvertVerifyTests {
  @Test func `a model that meets the thresholds appears with the figures in it`() throws {
    try TemporaryFolder.with { folder in
      let path = folder.path("a.crest")
      let result = try Tool.goldcrest.run(
        "convert", Models.tiny, "-o", path, "--verify", Models.tinyGolden, "--min-cosine", "0.999",
        "--min-centered-cosine", "0.999", "--json")
      #expect(result.status == 0, "\(result.error)")
      let report = try Models.json(result.output)
      #expect(report["written"]?.bool == true)
      #expect(report["file_bytes"]?.integer == (try ReadableFile(path: path).byteCount))
      let verification = try #require(report["verification"]?.object)
      #expect(verification["passed"]?.bool == true)
      let inside = try Models.json(try Tool.goldcrest.run("inspect", path, "--json").output)
      let fidelity = try #require(inside["fidelity"]?.object)
      #expect(fidelity["reference"]?.string == "golden")
      #expect(fidelity["count"]?.integer == 63)
      let golden = try Checksum(of: ReadableFile(path: Models.tinyGolden))
      #expect(fidelity["golden_sha256"]?.string == golden.description)
      let mean = try #require(verification["cosine"]?.object?["mean"]?.double)
      let stored = fidelity["metrics"]?.array?.compactMap(\.object).first {
        $0["name"]?.string == "cosine.mean"
      }
      // Stored to six places.
      #expect(abs(try #require(stored?["value"]?.double) - mean) <= 0.5e-6)
      #expect(try Tool.goldcrest.run("inspect", path, "--check").status == 0)
    }
  }

  @Test(arguments: [[], ["--json"], ["--quiet"]])
  func `a model that misses a threshold never appears, and an older file stays`(options: [String])
    throws
  {
    try TemporaryFolder.with { folder in
      let path = try folder.write("mine", to: "a.crest")
      let arguments =
        ["convert", Models.tiny, "-o", path, "--force", "--quantize", "int4"]
        + ["--verify", Models.tinyGolden, "--min-cosine", "0.999999"] + options
      let result = try ChildProcess(
        arguments: [Tool.goldcrest.path] + arguments, input: .bytes([])
      ).wait()
      #expect(result.status == 2)
      #expect(result.error.contains("error: \(path): not written: FAILED: mean cosine 0.9"))
      #expect(try Models.bytes(path) == Array("mine".utf8))
      #expect(folder.names == ["a.crest"])
      guard options == ["--json"] else { return #expect(result.output.isEmpty) }
      let report = try Models.json(result.output)
      #expect(report["written"]?.bool == false)
      #expect(report["verification"]?.object?["passed"]?.bool == false)
    }
  }

  @Test func `a threshold that is not a number is wrong usage`() throws {
    try TemporaryFolder.with { folder in
      let result = try Tool.goldcrest.run(
        "convert", Models.tiny, "-o", folder.path("a.crest"), "--verify", Models.tinyGolden,
        "--min-cosine", "nan")
      #expect(result.status == 64)
      #expect(folder.names.isEmpty)
    }
  }

  @Test func `the original itself can be the reference`() throws {
    try TemporaryFolder.with { folder in
      let texts = try folder.write("Where is the station?\nOù est la gare ?\n", to: "texts.txt")
      let path = folder.path("a.crest")
      let result = try Tool.convert.run(
        Models.tiny, "-o", path, "--verify", "original", "--texts", texts, "--json")
      #expect(result.status == 0, "\(result.error)")
      #expect(try Models.json(result.output)["verification"]?.object?["count"]?.integer == 2)
      let inside = try Tool.goldcrest.run("inspect", path)
      #expect(inside.output.contains("the original, 2 texts"))
    }
  }

  @Test func `a pruned model is verified as it will be, not as the whole one`() throws {
    try TemporaryFolder.with { folder in
      let texts = try folder.write("Where is the station?\nThe cat sleeps.\n", to: "texts.txt")
      let path = folder.path("a.crest")
      let arguments = [
        "convert", Models.tiny, "-o", path, "--languages", "en", "--verify", "original", "--texts",
        texts,
      ]
      func run(_ minimum: String) throws -> ChildProcess.Result {
        try ChildProcess(
          arguments: [Tool.goldcrest.path] + arguments + ["--min-cosine", minimum],
          input: .bytes([])
        ).wait()
      }
      #expect(try run("1.5").status == 2)
      #expect(folder.names == ["texts.txt"])
      let result = try run("0.99")
      #expect(result.status == 0, "\(result.error)")
      let inside = try Models.json(try Tool.goldcrest.run("inspect", path, "--json").output)
      #expect(inside["fidelity"]?.object?["count"]?.integer == 2)
      #expect(try Tool.goldcrest.run("inspect", path, "--check").status == 0)
      // Its own original in spite of other ids.
      let stored = try Tool.goldcrest.run(
        "verify", path, "--against", Models.tiny, "--texts", texts, "--store", "--report",
        folder.path("a.html"))
      #expect(stored.status == 0, "\(stored.error)")
      let page = String(decoding: try Models.bytes(folder.path("a.html")), as: UTF8.self)
      #expect(page.contains("2 of 2 texts") == true)
    }
  }

  @Test func `a golden file that is refused ends the conversion before it begins`() throws {
    try TemporaryFolder.with { folder in
      let golden = "\(Models.tiny)/model.safetensors"
      let result = try Tool.goldcrest.run(
        "convert", Models.tiny, "-o", folder.path("a.crest"), "--verify", golden)
      #expect(result.status == 1)
      #expect(result.error.hasPrefix("error: \(golden)"))
      #expect(folder.names.isEmpty)
    }
  }

  @Test func `a golden file of another model leaves nothing behind`() throws {
    try TemporaryFolder.with { folder in
      let golden = "\(Tool.root)/Golden/models/bert-mean.golden.safetensors"
      let result = try Tool.goldcrest.run(
        "convert", Models.tiny, "-o", folder.path("a.crest"), "--verify", golden)
      #expect(result.status == 1)
      #expect(result.error.hasPrefix("error: \(golden): "))
      #expect(folder.names.isEmpty)
    }
  }
}
