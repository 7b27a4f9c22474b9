import Model
import Base
import HuggingFace
import TestSupport
import Testing

@Suite struct TensorListTests {
  static func model(_ config: JSONValue) throws -> (Architecture, [CanonicalTensor]) {
    let architecture = try Architecture.resolve(config: config, file: "config.json")
    let configuration = try architecture.settings(from: config, file: "config.json")
      .configuration
    return (architecture, architecture.tensors(for: configuration))
  }

  static func parameterCount(_ tensors: [CanonicalTensor]) -> Int {
    tensors.reduce(0) { $0 + $1.elementCount }
  }

  @Test func `all 148 tensors of nomic-embed-text-v2-moe are used once`() throws {
    let (architecture, tensors) = try Self.model(ConfigurationFixture.nomicMoE)
    let source = SourceFixture.nomicMoE
    #expect(source.count == 148)
    #expect(SourceFixture.parameterCount(source) == 475_292_928)
    let map = try architecture.check(tensors: tensors, source: source, file: "m")
    #expect(map.names.count == 148)
    #expect(map.ignored.isEmpty)
    #expect(architecture.sourceShapes(of: tensors) == source.mapValues(\.shape))
    #expect(Self.parameterCount(tensors) == 475_292_928)
    Self.expectPartsFill(tensors, source: source.mapValues(\.shape))
  }

  @Test func `the tiny model's 52 tensors are used once`() throws {
    let folder = Repository.path("Golden/tiny-moe")
    let config = try JSONValue(
      parsing: ReadableFile(path: "\(folder)/config.json").contents(limit: 1 << 20))
    let (architecture, tensors) = try Self.model(config)
    let file = try ReadableFile(path: "\(folder)/model.safetensors")
    let length = try #require(file.bytes(at: 0, count: 8).littleEndian(Int.self, at: 0))
    let header = try #require(JSONValue(parsing: file.bytes(at: 8, count: length)).object)
    var source: [String: SourceTensor] = [:]
    for member in header.members where member.name != "__metadata__" {
      let shape = try #require(member.value.object?["shape"]?.array).compactMap(\.integer)
      source[member.name] = SourceTensor(elementType: .f32, shape: shape)
    }
    #expect(source.count == 52)
    let map = try architecture.check(tensors: tensors, source: source, file: "m")
    #expect(map.names.count == 52)
    #expect(Self.parameterCount(tensors) == 2_727_296)
  }

  @Test func `all tensors of all-MiniLM-L6-v2 are used once, the pooler is not`() throws {
    let (architecture, tensors) = try Self.model(ConfigurationFixture.miniLM)
    let source = SourceFixture.miniLM
    #expect(SourceFixture.parameterCount(source) == 22_713_216)
    let map = try architecture.check(tensors: tensors, source: source, file: "m")
    #expect(
      map.ignored == ["embeddings.position_ids", "pooler.dense.bias", "pooler.dense.weight"])
    #expect(map.names.count == source.count - 3)
    #expect(Self.parameterCount(tensors) == 22_713_216 - 384 * 385)
    Self.expectPartsFill(
      tensors, source: source.filter { !map.ignored.contains($0.key) }.mapValues(\.shape))
  }

  @Test func `canonical tensors come in the order of the file`() throws {
    let config = ConfigurationFixture.nomicMoE.setting([
      "n_layer": 2, "num_experts": 2, "moe_top_k": 1, "rotary_emb_fraction": 0,
    ])
    let (_, tensors) = try Self.model(config)
    #expect(
      tensors.map(\.name) == [
        "embeddings.token.weight", "embeddings.position.weight", "embeddings.type.weight",
        "embeddings.norm.weight", "embeddings.norm.bias",
        "layers.0.attention.qkv.weight", "layers.0.attention.qkv.bias",
        "layers.0.attention.out.weight", "layers.0.attention.out.bias",
        "layers.0.attention.norm.weight", "layers.0.attention.norm.bias",
        "layers.0.ffn.up.weight", "layers.0.ffn.up.bias", "layers.0.ffn.down.weight",
        "layers.0.ffn.down.bias", "layers.0.ffn.norm.weight", "layers.0.ffn.norm.bias",
        "layers.1.attention.qkv.weight", "layers.1.attention.qkv.bias",
        "layers.1.attention.out.weight", "layers.1.attention.out.bias",
        "layers.1.attention.norm.weight", "layers.1.attention.norm.bias",
        "layers.1.router.weight", "layers.1.experts.bias",
        "layers.1.experts.0.up.weight", "layers.1.experts.0.down.weight",
        "layers.1.experts.1.up.weight", "layers.1.experts.1.down.weight",
        "layers.1.ffn.norm.weight", "layers.1.ffn.norm.bias",
      ])
  }

  @Test func `an expert is rows of w1 and transposed rows of w2`() throws {
    let (_, tensors) = try Self.model(ConfigurationFixture.nomicMoE)
    let name = "encoder.layers.3.mlp.experts.mlp.w"
    let rows = 5 * 3072..<6 * 3072
    #expect(
      tensors.filter { $0.layer == 3 && $0.expert == 5 } == [
        CanonicalTensor(
          .weight(.expert(layer: 3, 5, .up)), shape: [3072, 768],
          parts: [SourcePart(tensor: name + "1", rows: rows)]),
        CanonicalTensor(
          .weight(.expert(layer: 3, 5, .down)), shape: [768, 3072],
          parts: [SourcePart(tensor: name + "2", rows: rows, transposed: true)]),
      ])
  }

  @Test func `query, key and value of bert are stacked`() throws {
    let (_, tensors) = try Self.model(ConfigurationFixture.miniLM)
    let tensor = try #require(tensors.first { $0.name == "layers.2.attention.qkv.bias" })
    #expect(tensor.shape == [1152])
    #expect(
      tensor.parts
        == ["query", "key", "value"].map {
          SourcePart(tensor: "encoder.layer.2.attention.self.\($0).bias", rows: 0..<384)
        })
  }

  @Test func `roles say what may be quantised`() throws {
    let (_, tensors) = try Self.model(ConfigurationFixture.nomicMoE)
    let roles = Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0.role) })
    #expect(roles["embeddings.token.weight"] == .tokenTable)
    #expect(roles["embeddings.type.weight"] == .smallTable)
    #expect(roles["embeddings.norm.bias"] == .vector)
    #expect(roles["layers.0.attention.qkv.weight"] == .matrix)
    #expect(roles["layers.0.ffn.down.bias"] == .vector)
    #expect(roles["layers.1.router.weight"] == .router)
    #expect(roles["layers.1.experts.bias"] == .vector)
    #expect(roles["layers.1.experts.7.down.weight"] == .matrix)
  }

  /// Every row of every source tensor is in exactly one part, and the parts fill the shapes.
  static func expectPartsFill(_ tensors: [CanonicalTensor], source: [String: [Int]]) {
    var rows: [String: Int] = [:]
    for tensor in tensors {
      let count = tensor.parts.reduce(0) { $0 + $1.rows.count }
      #expect(count == tensor.shape[tensor.parts[0].transposed ? 1 : 0], "\(tensor.name)")
      for part in tensor.parts {
        #expect(part.rows.lowerBound == rows[part.tensor, default: 0], "\(part.tensor)")
        rows[part.tensor] = part.rows.upperBound
      }
    }
    #expect(rows == source.compactMapValues(\.first))
  }
}
