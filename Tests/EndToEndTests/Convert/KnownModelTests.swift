import Base
import TestSupport
import Testing

/// What is known of published models, from the folder to the vector.
struct KnownModelTests {
  private static let files = [
    "config.json", "model.safetensors", "modules.json", "sentence_bert_config.json",
    "tokenizer.json", "tokenizer_config.json", "1_Pooling/config.json",
  ]

  /// A folder `name` with links to the tiny model like multilingual-e5-base, whose files have no
  /// prompts.
  private func model(in folder: TemporaryFolder, as name: String) throws -> String {
    _ = folder.path("\(name)/1_Pooling/")
    for file in Self.files {
      try folder.link("\(name)/\(file)", to: "\(Tool.root)/Golden/models/xlm-roberta-mean/\(file)")
    }
    return folder.path(name)
  }

  private func sentence(_ path: String) throws -> JSONObject {
    let result = try Tool.goldcrest.run("inspect", path, "--json")
    return try #require(try Models.json(result.output)["sentence"]?.object, "\(result.error)")
  }

  @Test(
    arguments: [
      "multilingual-e5-base", "Multilingual-E5-Base",
      "models--intfloat--multilingual-e5-base/snapshots/0123abcd",
    ])
  func `a known model gets its prompts, and says where from`(name: String) throws {
    try TemporaryFolder.with { folder in
      let source = try model(in: folder, as: name)
      let path = folder.path("a.crest")
      let converted = try Tool.goldcrest.run("convert", source, "-o", path)
      #expect(converted.status == 0, "\(converted.error)")
      #expect(
        converted.error.hasPrefix(
          "prompts: known for intfloat/multilingual-e5-base: model card (not in the model's files)\n"
        ),
        "\(converted.error)")
      for file in [source, path] {
        let sentence = try sentence(file)
        #expect(sentence["prompts_source"]?.string == "known_model")
        let known = sentence["known_model"]?.object
        #expect(known?["repository"]?.string == "intfloat/multilingual-e5-base")
        #expect(known?["source"]?.string == "model card")
        #expect(known?["fields"] == ["prompts"])
        let text = try Tool.goldcrest.run("inspect", file).output
        #expect(text.contains("known for intfloat/multilingual-e5-base: model card"))
      }
      let prompted = try Tool.goldcrest.run("embed", path, "--prompt", "query", "a cat")
      let spelt = try Tool.goldcrest.run("embed", path, "query: a cat")
      #expect(prompted.status == 0, "\(prompted.error)")
      #expect(prompted.output == spelt.output)
    }
  }

  @Test func `a repository that is named counts, whatever the folder is called`() throws {
    try TemporaryFolder.with { folder in
      let path = folder.path("a.crest")
      let other = try model(in: folder, as: "multilingual-e5-base")
      let unknown = try Tool.goldcrest.run(
        "convert", other, "-o", path, "--repository", "acme/e5", "--quiet")
      #expect(unknown.status == 0, "\(unknown.error)")
      #expect(try sentence(path)["prompts"] == [])
      #expect(try sentence(path)["prompts_source"] == JSONValue.null)
      #expect(try sentence(path)["known_model"] == JSONValue.null)
      let named = try Tool.goldcrest.run(
        "convert", try model(in: folder, as: "checkpoint-500"), "-o", path, "--force",
        "--repository", "intfloat/multilingual-e5-large", "--quiet")
      #expect(named.status == 0)
      #expect(named.error.isEmpty)
      #expect(try sentence(path)["prompts"]?.array?.count == 2)
    }
  }

  @Test func `a model with prompts of its own keeps them`() throws {
    try TemporaryFolder.with { folder in
      let source = try Models.copy(in: folder, as: "multilingual-e5-base")
      let result = try Tool.goldcrest.run("inspect", source, "--json")
      let sentence = try Models.json(result.output)["sentence"]?.object
      #expect(sentence?["prompts_source"]?.string == "files")
      #expect(sentence?["known_model"] == JSONValue.null)
      #expect(
        try Tool.goldcrest.run("inspect", source).output.contains("from the model's files"))
    }
  }

  @Test func `rope scaling is recorded, and refused where there is nothing to scale`() throws {
    try TemporaryFolder.with { folder in
      let path = folder.path("a.crest")
      let scaled = try Tool.goldcrest.run(
        "convert", Models.tiny, "-o", path, "--rope-scaling", "4", "--quiet")
      #expect(scaled.status == 0, "\(scaled.error)")
      let report = try Models.json(try Tool.goldcrest.run("inspect", path, "--json").output)
      let positions = report["model"]?.object?["positions"]?.object
      #expect(positions?["scaling_factor"]?.double == 4)
      let options = report["provenance"]?.object?["options"]?.array ?? []
      #expect(options.contains(["key": "rope_scaling", "value": "4.0"]))

      let refused = try Tool.goldcrest.run(
        "convert", "\(Tool.root)/Golden/models/xlm-roberta-mean", "-o", folder.path("b.crest"),
        "--rope-scaling", "2")
      #expect(refused.status == 1)
      #expect(refused.error.contains("model_type: expected \"nomic_bert\""), "\(refused.error)")
      let wrong = try Tool.goldcrest.run("convert", Models.tiny, "--rope-scaling", "0.5")
      #expect(wrong.status == 64)
      #expect(folder.names == ["a.crest"])
    }
  }
}
