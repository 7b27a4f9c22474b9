import Base
import CrestFormat
import CrestWriting
import TestSupport
import Testing

struct InspectTests {
  @Test(arguments: ["none", "f16"])
  func `a file without canaries is run too: vectors that are not finite are refused`(
    scheme: String
  ) throws {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder, scheme)
      let good = try Tool.goldcrest.run("inspect", path, "--check")
      #expect(good.status == 0 && good.output.contains("vectors of 3 inputs are finite"))
      let file = try CrestFile(path: path)
      let tensors = file.manifest.tensors
      let other = folder.path("overflowing.crest")
      let plan = try CrestPlan(tensors.map(\.declaration), path: other)
      let writer = try CrestWriter(path: other, plan: plan, overwriting: false)
      for (index, record) in tensors.enumerated() {
        var bytes = file.region(of: record).bytes
        // Finite, but not the sum of a few: the weights of every LayerNorm.
        if record.encoding == .f32, record.shape.count == 1 {
          for place in bytes.indices { bytes[place] = [0x99, 0x76, 0x96, 0x7e][place % 4] }
        }
        try writer.write(ByteRegion(copying: bytes), tensor: index, at: 0)
      }
      try writer.finish(file.manifest.content)
      let result = try Tool.goldcrest.run("inspect", other, "--check")
      #expect(result.status == 1)
      #expect(
        result.error == "error: \(other): the vector has a value that is NaN or infinite\n",
        "\(result.error)")
    }
  }

  @Test func `a crest shows what it was made from and proves itself`() throws {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder)
      let result = try Tool.goldcrest.run("inspect", path, "--check", "--json", "--tensors")
      #expect(result.status == 0, "\(result.error)")
      #expect(result.error.isEmpty)
      let report = try Models.json(result.output)
      #expect(report["schema_version"]?.integer == 1)
      #expect(report["architecture"]?.string == "nomic_bert")
      #expect(report["file_bytes"]?.integer == (try ReadableFile(path: path).byteCount))
      #expect(report["check"]?.object?["canaries"]?.integer == 3)
      #expect(report["model"]?.object?["experts"]?.integer == 8)
      let parts = report["parts"]?.array ?? []
      let sizes = parts.compactMap { $0.object?["bytes"]?.integer }
      #expect(sizes.reduce(0, +) == report["file_bytes"]?.integer)
      #expect(report["tensors"]?.array?.isEmpty == false)
    }
  }

  @Test func `biases of distances are shown`() throws {
    try TemporaryFolder.with { folder in
      let path = folder.path("mpnet.crest")
      let model = Repository.path("Golden/models/mpnet")
      #expect(try Tool.goldcrest.run("convert", model, "-o", path).status == 0)
      let text = try Tool.goldcrest.run("inspect", path)
      #expect(
        text.output.contains("distances     a bias of attention, 32 buckets\n"), "\(text.output)")
      let report = try Models.json(try Tool.goldcrest.run("inspect", path, "--json").output)
      #expect(report["model"]?.object?["relative_buckets"]?.integer == 32)
    }
  }

  @Test func `the bit width of every linear is shown, as numbers and as blocks`() throws {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder, "int4")
      let lines = try Tool.goldcrest.run("inspect", path).outputLines.map(String.init)
      let first = try #require(
        lines.firstIndex { $0.hasPrefix("Bit widths in layers, on average ") })
      #expect(
        lines[(first + 1)...] == [
          "  layer  qkv  out  up  down  0  1  2  3  4  5  6  7           map",
          "  0        8    8   4     4                          ▅▅▃▃",
          "  1        8    8            4  4  4  4  4  4  4  4  ▅▅  ▃▃▃▃▃▃▃▃",
          "  2        8    8   4     4                          ▅▅▃▃",
          "  3        8    8            4  4  4  4  4  4  4  4  ▅▅  ▃▃▃▃▃▃▃▃",
          "  map: ▃ 4, ▅ 8",
        ])
      let report = try Models.json(try Tool.goldcrest.run("inspect", path, "--json").output)
      let widths = (report["widths"]?.array ?? []).compactMap(\.object)
      // 2 embeddings, 4 x qkv and out, 2 x up and down, 2 x 8 experts with up and down.
      #expect(widths.count == 2 + 8 + 4 + 32)
      let expert = try #require(
        widths.first { $0["tensor"]?.string == "layers.3.experts.5.down.weight" })
      #expect(expert["bits"]?.integer == 4)
      #expect(expert["layer"]?.integer == 3)
      #expect(expert["expert"]?.integer == 5)
      // 4 bits, a byte for 32 weights, and eight bytes for a row of 256.
      #expect(expert["bits_per_weight"]?.double == 4 + 8.0 / 32 + 64.0 / 256)
    }
  }

  @Test func `an original shows what would be converted`() throws {
    let result = try Tool.goldcrest.run("inspect", Models.tiny, "--json")
    let report = try Models.json(result.output)
    #expect(result.status == 0)
    #expect(report["format"]?.string == "safetensors")
    #expect(report["parameters"]?.integer == 2_727_296)
    #expect(report["sentence"]?.object?["pooling"]?.string == "mean")
  }

  @Test func `a changed weight is found and named`() throws {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder)
      var bytes = try Models.bytes(path)
      bytes[40_000] ^= 1
      try folder.write(bytes, to: "broken.crest")
      let broken = folder.path("broken.crest")
      #expect(try Tool.goldcrest.run("inspect", broken).status == 0)
      let result = try Tool.goldcrest.run("inspect", broken, "--check")
      #expect(result.status == 1)
      #expect(result.output.isEmpty)
      #expect(result.error.hasPrefix("error: \(broken): tensor 'embeddings.token.weight'"))
    }
  }

  @Test func `a file that is no model is refused with its name`() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write(String(repeating: "text ", count: 50), to: "notes.txt")
      let result = try Tool.goldcrest.run("inspect", path)
      #expect(result.status == 1)
      #expect(result.error.hasPrefix("error: \(path): expected a .crest file"))
      #expect(result.error.count { $0.isNewline } == 1)
    }
  }
}
