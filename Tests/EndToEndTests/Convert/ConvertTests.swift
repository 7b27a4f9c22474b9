import Base
import TestSupport
import Testing

struct ConvertTests {
  @Test func `both executables write the same bytes, for any number of threads`() throws {
    try TemporaryFolder.with { folder in
      let one = folder.path("one.crest")
      let two = folder.path("two.crest")
      let first = try Tool.goldcrest.run("convert", Models.tiny, "-o", one, "--threads", "1")
      let second = try Tool.convert.run(
        "--quantize", "Q8_0", "\(Models.tiny)/model.safetensors", "-o", two, "--threads", "3",
        "--kernel", "scalar")
      #expect(first.status == 0, "\(first.error)")
      #expect(second.status == 0, "\(second.error)")
      #expect(try Models.bytes(one) == Models.bytes(two))
      #expect(first.output.isEmpty)
      #expect(first.error.contains("fingerprint"))
      #expect(!first.error.contains("\r"), "a progress bar where there is no terminal")
    }
  }

  @Test(arguments: [
    ("\(Models.tiny)/model.safetensors", "model-int8.crest"),
    (Models.tiny, "tiny-moe-int8.crest"),
    ("\(Models.tiny)/.", "tiny-moe-int8.crest"),
  ])
  func `the file is named after the model and lies in the working directory`(
    input: String, name: String
  ) throws {
    try TemporaryFolder.with { folder in
      let result = try Tool.shell(
        "cd '\(folder.path)' && \"$goldcrest\" convert '\(input)' --quiet --no-canaries")
      #expect(result.status == 0)
      #expect(result.error.isEmpty)
      #expect(folder.names == [name])
    }
  }

  @Test func `a snapshot of a hub cache is named after its repository`() throws {
    try TemporaryFolder.with { folder in
      let snapshot = try Models.copy(in: folder, as: "models--acme--bird/snapshots/0123abcd")
      let result = try Tool.shell(
        "cd '\(folder.path)' && \"$goldcrest\" convert '\(snapshot)' --quantize f16 --quiet")
      #expect(result.status == 0, "\(result.error)")
      #expect(folder.names == ["bird-f16.crest", "models--acme--bird"])
    }
  }

  @Test(arguments: ["none", "f16", "int8", "int4"])
  func `a dry run tells the size of the file that a run writes`(scheme: String) throws {
    try TemporaryFolder.with { folder in
      let path = folder.path("model.crest")
      let arguments = ["convert", Models.tiny, "-o", path, "--quantize", scheme, "--json"]
      let planned = try ChildProcess(
        arguments: [Tool.goldcrest.path] + arguments + ["--dry-run"], input: .bytes([])
      ).wait()
      #expect(folder.names.isEmpty)
      let plan = try Models.json(planned.output)
      let parts = plan["parts"]?.array?.compactMap { $0.object?["bytes"]?.integer } ?? []
      let done = try ChildProcess(
        arguments: [Tool.goldcrest.path] + arguments, input: .bytes([])
      ).wait()
      let report = try Models.json(done.output)
      let size = try ReadableFile(path: path).byteCount
      #expect(plan["file_bytes"]?.integer == size)
      #expect(report["file_bytes"]?.integer == size)
      #expect(parts.reduce(0, +) == size)
      #expect(plan["schema_version"]?.integer == 1)
      #expect(report["schema_version"]?.integer == 1)
    }
  }

  @Test func `an existing file is replaced only by force`() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write("mine", to: "model.crest")
      let refused = try Tool.goldcrest.run("convert", Models.tiny, "-o", path)
      #expect(refused.status == 1)
      #expect(refused.error == "error: \(path): already exists (use --force to replace it)\n")
      #expect(try Models.bytes(path) == Array("mine".utf8))
      let forced = try Tool.goldcrest.run("convert", Models.tiny, "-o", path, "--force")
      #expect(forced.status == 0)
      #expect(try Models.bytes(path).count > 4)
      #expect(folder.names == ["model.crest"])
    }
  }

  @Test func `the source is never replaced`() throws {
    try TemporaryFolder.with { folder in
      let model = try Models.copy(in: folder, without: ["model.safetensors"])
      let weights = try Models.bytes("\(Models.tiny)/model.safetensors")
      let path = try folder.write(weights, to: "model/model.safetensors")
      let result = try Tool.goldcrest.run("convert", model, "-o", path, "--force")
      #expect(result.status == 1)
      #expect(try Models.bytes(path) == weights)
    }
  }
}
