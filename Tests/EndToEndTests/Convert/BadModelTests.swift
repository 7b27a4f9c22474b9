import TestSupport
import Testing

/// Models that cannot be converted: a clear line, code 1, nothing left behind.
struct BadModelTests {
  private func expectRefusal(
    of model: String, in folder: TemporaryFolder, _ words: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let before = folder.names
    let result = try Tool.goldcrest.run("convert", model, "-o", folder.path("out.crest"))
    #expect(result.status == 1, sourceLocation: sourceLocation)
    #expect(result.output.isEmpty, sourceLocation: sourceLocation)
    #expect(result.error.hasPrefix("error: "), sourceLocation: sourceLocation)
    #expect(
      result.error.count { $0.isNewline } == 1, "\(result.error)", sourceLocation: sourceLocation)
    for word in words {
      #expect(result.error.contains(word), "\(result.error)", sourceLocation: sourceLocation)
    }
    #expect(folder.names == before, sourceLocation: sourceLocation)
  }

  @Test func `a missing configuration is named`() throws {
    try TemporaryFolder.with { folder in
      let model = try Models.copy(in: folder, without: ["config.json"])
      try expectRefusal(of: model, in: folder, model, "config.json")
    }
  }

  @Test func `missing tokenizer files are named, with the way around them`() throws {
    try TemporaryFolder.with { folder in
      let model = try Models.copy(
        in: folder, without: ["tokenizer.json", "sentencepiece.bpe.model"])
      try expectRefusal(
        of: model, in: folder, "tokenizer.json", "sentencepiece.bpe.model", "--no-tokenizer")
    }
  }

  @Test func `an unknown architecture is refused with the supported ones`() throws {
    try TemporaryFolder.with { folder in
      let model = try Models.copy(in: folder, without: ["config.json"])
      let config = try Models.text("config.json")
        .replacing("\"nomic_bert\"", with: "\"llama\"")
        .replacing("\"NomicBertModel\"", with: "\"LlamaModel\"")
      try folder.write(config, to: "model/config.json")
      try expectRefusal(of: model, in: folder, "llama", "nomic_bert", "bert")
    }
  }

  @Test func `an expert count that does not match is refused`() throws {
    try TemporaryFolder.with { folder in
      let model = try Models.copy(in: folder, without: ["config.json"])
      let config = try Models.text("config.json")
        .replacing("\"num_experts\": 8", with: "\"num_experts\": 4")
      try folder.write(config, to: "model/config.json")
      try expectRefusal(of: model, in: folder, "model.safetensors", "expected", "found")
    }
  }

  @Test func `weights that are not finite are refused with tensor and element`() throws {
    try TemporaryFolder.with { folder in
      let model = try Models.copy(in: folder, without: ["model.safetensors"])
      var weights = try Models.bytes("\(Models.tiny)/model.safetensors")
      weights.replaceSubrange(weights.count - 4..<weights.count, with: [0, 0, 0xc0, 0x7f])
      try folder.write(weights, to: "model/model.safetensors")
      try expectRefusal(of: model, in: folder, "tensor '", "element", "nan")
    }
  }

  @Test func `weights that end too early are refused`() throws {
    try TemporaryFolder.with { folder in
      let model = try Models.copy(in: folder, without: ["model.safetensors"])
      let weights = try Models.bytes("\(Models.tiny)/model.safetensors")
      try folder.write(Array(weights.dropLast(100)), to: "model/model.safetensors")
      try expectRefusal(of: model, in: folder, "model.safetensors", "expected", "found")
    }
  }

  @Test func `a model that is not there is named`() throws {
    try TemporaryFolder.with { folder in
      let missing = folder.path("no-such-model.safetensors")
      try expectRefusal(of: missing, in: folder, missing, "No such file")
      let result = try Tool.goldcrest.run("inspect", folder.path("none.crest"))
      #expect(result.status == 1)
      #expect(result.error.contains("none.crest"))
    }
  }
}
