import Base
import HuggingFace
import Model
import Testing

@Suite struct KnownModelTests {
  static let e5 = KnownModel.published(as: "intfloat/multilingual-e5-base")
  static let nomic = KnownModel.published(as: "nomic-ai/nomic-embed-text-v1.5")
  static let none: [String: JSONValue?] = ["config_sentence_transformers.json": nil]

  /// Files of width 768, completed.
  static func complete(
    _ known: KnownModel?, _ changes: [String: JSONValue?] = none, matryoshka: [Int]? = nil
  ) throws -> (configuration: SentenceConfiguration, taken: KnownFields?) {
    var files = SentenceConfigurationTests.files
    for (name, value) in changes { files[name] = value }
    let read = try SentenceConfigurationTests.read(changes, matryoshka: matryoshka)
    return read.completed(
      by: try #require(known), files: try ModelFiles(folder: "model", files: files),
      matryoshka: matryoshka)
  }

  @Test func `a model is found by repository or by name, in any case, and not by half of it`() {
    #expect(Self.e5?.repository == "intfloat/multilingual-e5-base")
    #expect(KnownModel.published(as: "INTFLOAT/Multilingual-E5-Base") == Self.e5)
    #expect(KnownModel.named("Multilingual-e5-base") == Self.e5)
    #expect(KnownModel.published(as: "acme/multilingual-e5-base") == nil)
    #expect(KnownModel.published(as: "multilingual-e5-base") == nil)
    #expect(KnownModel.named("e5-base") == nil)
    #expect(KnownModel.named("base") == nil)
    #expect(KnownModel.named("") == nil)
  }

  @Test func `the table has every model once, each with something and with a source`() {
    let names = KnownModel.all.map { $0.repository.lowercased() }
    #expect(Set(names).count == names.count)
    #expect(Set(names.map { $0.split(separator: "/").last }).count == names.count)
    for known in KnownModel.all {
      #expect(known.repository.split(separator: "/").count == 2)
      #expect(!known.source.isEmpty)
      #expect(!known.prompts.isEmpty || known.dimensions.count > 1)
      #expect(zip(known.dimensions, known.dimensions.dropFirst()).allSatisfy { $0 > $1 })
      #expect(Set(known.prompts.map(\.name)).count == known.prompts.count)
    }
  }

  @Test func `prompts are added where there are none`() throws {
    let (configuration, taken) = try Self.complete(Self.e5)
    #expect(
      configuration.prompts == [
        Prompt(name: "query", text: "query: "), Prompt(name: "passage", text: "passage: "),
      ])
    #expect(
      taken == KnownFields(repository: "intfloat/multilingual-e5-base", fields: [.prompts]))
    #expect(taken?.source == "model card")
    #expect(configuration.dimensions == [768])
    #expect(configuration.defaultPromptName == nil)
  }

  @Test func `the model's own prompts win`() throws {
    let (configuration, taken) = try Self.complete(Self.e5, [:])
    #expect(configuration == (try SentenceConfigurationTests.read()))
    #expect(taken == nil)
  }

  @Test func `nomic-embed-text-v1.5 gets sizes and the LayerNorm before a cut`() throws {
    let (configuration, taken) = try Self.complete(Self.nomic)
    #expect(configuration.dimensions == [768, 512, 256, 128, 64])
    #expect(configuration.layerNormBeforeCut)
    #expect(taken?.fields == [.prompts, .dimensions, .layerNormBeforeCut])
  }

  @Test func `sizes of the files or of the caller win`() throws {
    let config = ConfigurationFixture.nomicMoE.setting(["matryoshka_dimensions": [768]])
    let (files, fromFiles) = try Self.complete(Self.nomic, ["config.json": config])
    #expect(files.dimensions == [768])
    // Nothing is cut.
    #expect(fromFiles == nil)
    let (caller, fromCaller) = try Self.complete(Self.nomic, matryoshka: [96])
    #expect(caller.dimensions == [768, 96])
    #expect(fromCaller?.fields == [.prompts, .layerNormBeforeCut])
  }

  @Test func `sizes of another width are not taken`() throws {
    let arctic = KnownModel.published(as: "Snowflake/snowflake-arctic-embed-l-v2.0")
    let (configuration, taken) = try Self.complete(arctic)
    #expect(configuration.dimensions == [768])
    #expect(taken?.fields == [.prompts])
  }

  @Test func `gte-multilingual-base can be cut to any size from 128`() throws {
    let gte = KnownModel.published(as: "Alibaba-NLP/gte-multilingual-base")
    let (configuration, _) = try Self.complete(gte)
    #expect(configuration.dimensions.count == 641)
    #expect(configuration.dimensions.contains(333))
    #expect(!configuration.dimensions.contains(127))
    #expect(configuration.dimensionsText == "768 to 128")
  }

  @Test(
    arguments: [
      ([768], "768"), ([768, 512, 256], "768, 512, 256"), ([4, 3], "4, 3"),
      ([9, 4, 3, 2, 1], "9, 4 to 1"), ([], ""),
    ])
  func `runs of sizes are written short`(sizes: [Int], text: String) {
    #expect(SentenceConfiguration.text(ofDimensions: sizes) == text)
  }
}
