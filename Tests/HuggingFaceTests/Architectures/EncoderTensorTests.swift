import Model
import Base
import HuggingFace
import Testing

/// Checkpoints of the size that is published, down to the parameter.
@Suite struct EncoderTensorTests {
  struct Published: CustomTestStringConvertible {
    let testDescription: String
    let config: JSONValue
    let source: [String: SourceTensor]
    let parameterCount: Int
    /// Parameters of the pooler, which is not used.
    var unusedCount = 0
  }

  static let all = [
    Published(
      testDescription: "multilingual-e5-base", config: ConfigurationFixture.e5Base,
      source: SourceFixture.xlmRoberta(rows: 514, hidden: 768, inner: 3072, layers: 12),
      parameterCount: 278_043_648, unusedCount: 768 * 769),
    Published(
      testDescription: "multilingual-e5-large", config: ConfigurationFixture.e5Large,
      source: SourceFixture.xlmRoberta(rows: 514, hidden: 1024, inner: 4096, layers: 24),
      parameterCount: 559_890_432, unusedCount: 1024 * 1025),
    Published(
      testDescription: "bge-m3", config: ConfigurationFixture.bgeM3,
      source: SourceFixture.xlmRoberta(rows: 8194, hidden: 1024, inner: 4096, layers: 24),
      parameterCount: 567_754_752, unusedCount: 1024 * 1025),
    Published(
      testDescription: "gte-multilingual-base", config: ConfigurationFixture.gteBase,
      source: SourceFixture.gte(prefix: "new.", classifier: true), parameterCount: 305_369_089),
    Published(
      testDescription: "arctic-embed-m-v2.0", config: ConfigurationFixture.arcticMedium,
      source: SourceFixture.gte(prefix: "", classifier: false), parameterCount: 305_368_320),
    Published(
      testDescription: "nomic-embed-text-v1.5", config: ConfigurationFixture.nomicGated,
      source: SourceFixture.nomicGated, parameterCount: 136_731_648),
    Published(
      testDescription: "all-mpnet-base-v2", config: ConfigurationFixture.mpnet,
      source: SourceFixture.mpnet, parameterCount: 109_486_464, unusedCount: 768 * 769),
    Published(
      testDescription: "multi-qa-distilbert-cos-v1", config: ConfigurationFixture.distilBert,
      source: SourceFixture.distilBert, parameterCount: 66_362_880),
    Published(
      testDescription: "all-distilroberta-v1", config: ConfigurationFixture.distilRoberta,
      source: SourceFixture.xlmRoberta(
        vocabulary: 50_265, rows: 514, hidden: 768, inner: 3072, layers: 6),
      parameterCount: 82_118_400, unusedCount: 768 * 769),
  ]

  static func model(_ published: Published) throws -> (Architecture, [CanonicalTensor]) {
    let architecture = try Architecture.resolve(config: published.config, file: "config.json")
    var configuration = try architecture.settings(from: published.config, file: "config.json")
      .configuration
    configuration.heads = architecture.heads(of: configuration, in: published.source)
    return (architecture, architecture.tensors(for: configuration))
  }

  @Test(arguments: all)
  func `all tensors are used once, but for the pooler`(published: Published) throws {
    let (architecture, tensors) = try Self.model(published)
    #expect(SourceFixture.parameterCount(published.source) == published.parameterCount)
    let map = try architecture.check(tensors: tensors, source: published.source, file: "m")
    #expect(map.ignored.allSatisfy { $0.hasPrefix("pooler.") })
    #expect(
      TensorListTests.parameterCount(tensors) == published.parameterCount - published.unusedCount)
    let used = published.source.filter { !map.ignored.contains($0.key) }
    let plain = Dictionary(
      uniqueKeysWithValues: used.map { name, tensor in
        (name.hasPrefix("new.") ? String(name.dropFirst(4)) : name, tensor.shape)
      })
    TensorListTests.expectPartsFill(tensors, source: plain)
  }

  @Test func `the gate's rows follow those of the first map`() throws {
    let (_, gte) = try Self.model(Self.all[3])
    let packed = try #require(gte.first { $0.name == "layers.5.ffn.up.weight" })
    #expect(packed.shape == [6144, 768])
    #expect(
      packed.parts
        == [SourcePart(tensor: "encoder.layer.5.mlp.up_gate_proj.weight", rows: 0..<6144)])
    let (_, nomic) = try Self.model(Self.all[5])
    let stacked = try #require(nomic.first { $0.name == "layers.5.ffn.up.weight" })
    #expect(stacked.shape == [6144, 768])
    #expect(
      stacked.parts
        == ["fc11", "fc12"].map {
          SourcePart(tensor: "encoder.layers.5.mlp.\($0).weight", rows: 0..<3072)
        })
    #expect(!nomic.contains { $0.name.hasSuffix("ffn.up.bias") })
  }

  @Test func `the lexical weights of gte are a head`() throws {
    let (_, tensors) = try Self.model(Self.all[3])
    #expect(tensors.suffix(2).map(\.name) == ["heads.sparse.weight", "heads.sparse.bias"])
    #expect(
      tensors.suffix(2).flatMap { $0.parts.map(\.tensor) } == [
        "classifier.weight", "classifier.bias",
      ])
  }
}
