import Base
import HuggingFace
import Model
import Testing

@Suite struct SourceMapTests {
  static func check(_ source: [String: SourceTensor]) throws -> SourceMap {
    let (architecture, tensors) = try TensorListTests.model(ConfigurationFixture.miniLM)
    return try architecture.check(tensors: tensors, source: source, file: "m.safetensors")
  }

  static func renamed(_ rename: (String) -> String) -> [String: SourceTensor] {
    Dictionary(uniqueKeysWithValues: SourceFixture.miniLM.map { (rename($0.key), $0.value) })
  }

  static func changed(_ name: String, _ tensor: SourceTensor?) -> [String: SourceTensor] {
    var source = SourceFixture.miniLM
    source[name] = tensor
    return source
  }

  @Test func `the prefix of a model saved inside a bigger one is stripped`() throws {
    let prefix = "bert."
    var source = Self.renamed { prefix + $0 }
    source["cls.predictions.bias"] = SourceTensor(elementType: .f32, shape: [30522])
    let map = try Self.check(source)
    #expect(map["emb_ln.weight"] == nil)
    #expect(map["embeddings.LayerNorm.bias"] == "\(prefix)embeddings.LayerNorm.bias")
    #expect(map.ignored.contains("cls.predictions.bias"))
    #expect(map.ignored.contains("\(prefix)pooler.dense.bias"))
  }

  @Test func `gamma and beta are weight and bias`() throws {
    let map = try Self.check(
      Self.renamed {
        guard $0.contains("LayerNorm") else { return $0 }
        let stem = $0.split(separator: ".").dropLast().joined(separator: ".")
        return stem + ($0.hasSuffix("weight") ? ".gamma" : ".beta")
      })
    #expect(map["embeddings.LayerNorm.weight"] == "embeddings.LayerNorm.gamma")
    #expect(map["embeddings.LayerNorm.bias"] == "embeddings.LayerNorm.beta")
  }

  @Test func `only a LayerNorm has gamma and beta`() {
    let error = #expect(throws: HuggingFaceError.self) {
      let (architecture, tensors) = try TensorListTests.model(ConfigurationFixture.nomicMoE)
      let source = Dictionary(
        uniqueKeysWithValues: SourceFixture.nomicMoE.map {
          ($0.key == "emb_ln.weight" ? "emb_ln.gamma" : $0.key, $0.value)
        })
      _ = try architecture.check(tensors: tensors, source: source, file: "m")
    }
    #expect(
      error?.description
        == "m: tensors of nomic_bert: missing emb_ln.weight, unexpected emb_ln.gamma")
  }

  @Test(arguments: ["model.", "auto_model.", "0.auto_model.", "encoder.", "module.", "roberta."])
  func `a prefix before all names is taken off, and a note says so`(prefix: String) throws {
    let map = try Self.check(Self.renamed { prefix + $0 })
    #expect(map["embeddings.LayerNorm.bias"] == "\(prefix)embeddings.LayerNorm.bias")
    #expect(
      map.notes(file: "m.safetensors") == [
        "m.safetensors: tensors are read without the '\(prefix)' before their names; transformers "
          + "finds none of them and starts from random weights"
      ])
  }

  @Test func `a prefix before some names only is refused with the names`() {
    #expect(throws: HuggingFaceError.self) {
      try Self.check(Self.renamed { $0.hasPrefix("encoder.layer.3.") ? $0 : "model.\($0)" })
    }
  }

  @Test func `heads and layers beyond the last are left out, as transformers does`() throws {
    var source = SourceFixture.miniLM
    source["encoder.layer.6.output.dense.bias"] = SourceTensor(elementType: .f32, shape: [384])
    source["classifier.weight"] = SourceTensor(elementType: .f32, shape: [2, 384])
    // Where other architectures have their layers.
    source["transformer.weight"] = SourceTensor(elementType: .f32, shape: [384])
    source["embeddings.token_type_ids"] = SourceTensor(elementType: .i64, shape: [1, 512])
    let map = try Self.check(source)
    #expect(
      map.unplaced == [
        "classifier.weight", "encoder.layer.6.output.dense.bias", "transformer.weight",
      ])
    #expect(map.ignored.contains("embeddings.token_type_ids"))
    #expect(Set(map.ignored).isSuperset(of: map.unplaced))
  }

  @Test(arguments: ["nomic_bert", "gte"])
  func `the names of transformers' own classes are read, too`(type: String) throws {
    let config: JSONValue = ["model_type": .string(type), "num_hidden_layers": 1]
    let architecture = try Architecture.resolve(config: config, file: "config.json")
    let configuration = try architecture.settings(from: config, file: "config.json")
      .configuration
    let prefix = "\(type).layers.0."
    let library = architecture.named(as: ["\(prefix)mlp.down_proj.weight"])
    let shapes = library.sourceShapes(of: library.tensors(for: configuration))
    #expect(shapes["layers.0.self_attn.q_proj.weight"] == [768, 768])
    #expect(shapes["layers.0.mlp.gate_proj.weight"] == [3072, 768])
    let source = Dictionary(
      uniqueKeysWithValues: shapes.map {
        ("\(type).\($0.key)", SourceTensor(elementType: .f32, shape: $0.value))
      })
    let map = try library.check(
      tensors: library.tensors(for: configuration), source: source, file: "m")
    #expect(map["layers.0.self_attn.o_proj.weight"] == "\(prefix)self_attn.o_proj.weight")
    let published = architecture.named(as: ["encoder.layers.0.norm1.bias"])
    #expect(published.tensors(for: configuration) == architecture.tensors(for: configuration))
  }

  @Test func `one tensor under two names is refused`() {
    #expect(
      throws: HuggingFaceError.ambiguousTensor(
        file: "m.safetensors", tensor: "embeddings.LayerNorm.bias",
        found: ["bert.embeddings.LayerNorm.beta", "embeddings.LayerNorm.bias"])
    ) {
      try Self.check(
        Self.changed(
          "bert.embeddings.LayerNorm.beta", SourceTensor(elementType: .f32, shape: [384])))
    }
  }

  @Test func `missing and unexpected tensors are listed together`() {
    var source = Self.changed(
      "encoder.layer.5.output.extra.bias", SourceTensor(elementType: .f32, shape: [384]))
    source["embeddings.LayerNorm.bias"] = nil
    let error = #expect(throws: HuggingFaceError.self) { try Self.check(source) }
    #expect(
      error?.description == "m.safetensors: tensors of bert: missing embeddings.LayerNorm.bias, "
        + "unexpected encoder.layer.5.output.extra.bias")
  }

  @Test func `many missing tensors are counted`() {
    let error = #expect(throws: HuggingFaceError.self) { try Self.check([:]) }
    #expect(error?.description.hasSuffix(" and 97 more, unexpected none") == true)
  }

  @Test func `a wrong shape is refused with tensor, expected and found`() {
    let error = #expect(throws: HuggingFaceError.self) {
      try Self.check(
        Self.changed(
          "embeddings.position_embeddings.weight",
          SourceTensor(elementType: .f32, shape: [514, 384])))
    }
    #expect(
      error?.description == "m.safetensors: tensor 'embeddings.position_embeddings.weight': "
        + "shape: expected [512, 384], found [514, 384]")
  }

  @Test func `another number of experts than configured is a wrong shape`() throws {
    let config = ConfigurationFixture.nomicMoE.setting(["num_experts": 4])
    let (architecture, tensors) = try TensorListTests.model(config)
    #expect(
      throws: HuggingFaceError.malformed(
        path: "m", place: "tensor 'encoder.layers.1.mlp.experts.mlp.w1': shape",
        expected: "[\(4 * 3072), 768]", found: "[\(8 * 3072), 768]")
    ) { try architecture.check(tensors: tensors, source: SourceFixture.nomicMoE, file: "m") }
  }

  @Test func `weights of integers are refused by name`() {
    let name = "encoder.layer.0.output.dense.weight"
    let error = #expect(throws: HuggingFaceError.self) {
      try Self.check(Self.changed(name, SourceTensor(elementType: .i8, shape: [384, 1536])))
    }
    #expect(
      error?.description
        == "m.safetensors: tensor '\(name)': expected F64, F32, F16 or BF16, found I8; the "
        + "weights are quantised: convert the model that they were made from")
  }

  @Test func `weights of half and of double precision are accepted`() throws {
    let name = "encoder.layer.0.output.dense.weight"
    for type in [ElementType.f16, .bf16, .f64] {
      _ = try Self.check(Self.changed(name, SourceTensor(elementType: type, shape: [384, 1536])))
    }
  }

  @Test func `rotary frequencies saved with the weights are ignored`() throws {
    let (architecture, tensors) = try TensorListTests.model(ConfigurationFixture.nomicMoE)
    var source = SourceFixture.nomicMoE
    let name = "encoder.layers.0.attn.rotary_emb.inv_freq"
    source[name] = SourceTensor(elementType: .f32, shape: [32])
    #expect(
      try architecture.check(tensors: tensors, source: source, file: "m").ignored == [name])
  }
}
