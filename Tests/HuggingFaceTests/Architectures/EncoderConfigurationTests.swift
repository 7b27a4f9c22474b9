import Base
import HuggingFace
import Model
import Testing

/// The published configurations of the encoders, complete, as one graph's numbers.
@Suite struct EncoderConfigurationTests {
  /// A dense model of the given sizes; a head has 64 components.
  static func model(
    _ architecture: String, vocabulary: Int, hidden: Int, layers: Int, inner: Int,
    positions: PositionEncoding, hasRelativePositions: Bool = false, tokenTypes: Int = 1,
    epsilon: Float, activation: Activation = .gelu, isGated: Bool = false,
    biases: LinearBiases = .all
  ) -> ModelConfiguration {
    ModelConfiguration(
      architecture: architecture, vocabularySize: vocabulary, hiddenSize: hidden,
      layerCount: layers, headCount: hidden / 64, headDim: 64, feedForwardSize: inner,
      positions: positions, hasRelativePositions: hasRelativePositions,
      tokenTypeCount: tokenTypes, layerNormEpsilon: epsilon, activation: activation,
      isGated: isGated, biases: biases,
      expertLayers: [Bool](repeating: false, count: layers), expertCount: 0, expertsPerToken: 0,
      normalizesExpertWeights: false)
  }

  static func xlmRoberta(base: Bool, rows: Int) -> ModelConfiguration {
    model(
      "xlm_roberta", vocabulary: 250_002, hidden: base ? 768 : 1024, layers: base ? 12 : 24,
      inner: base ? 3072 : 4096, positions: .absolute(rowCount: rows, offset: 2), epsilon: 1e-5)
  }

  static func gte(_ name: String, _ rotary: RotaryPositions) -> ModelConfiguration {
    model(
      name, vocabulary: 250_048, hidden: 768, layers: 12, inner: 3072,
      positions: .rotary(rotary), epsilon: 1e-12, isGated: true,
      biases: LinearBiases(attention: true, up: false, down: true))
  }

  static func nomicGated(
    _ rotary: RotaryPositions = RotaryPositions(base: 1000), activation: Activation = .silu
  ) -> ModelConfiguration {
    model(
      "nomic_bert", vocabulary: 30_528, hidden: 768, layers: 12, inner: 3072,
      positions: .rotary(rotary), tokenTypes: 2, epsilon: 1e-12, activation: activation,
      isGated: true, biases: LinearBiases(attention: false, up: false, down: false))
  }

  @Test(arguments: [
    ("multilingual-e5-base", ConfigurationFixture.e5Base, xlmRoberta(base: true, rows: 514)),
    (
      "all-distilroberta-v1", ConfigurationFixture.distilRoberta,
      model(
        "roberta", vocabulary: 50_265, hidden: 768, layers: 6, inner: 3072,
        positions: .absolute(rowCount: 514, offset: 2), epsilon: 1e-5)
    ),
    ("multilingual-e5-large", ConfigurationFixture.e5Large, xlmRoberta(base: false, rows: 514)),
    ("bge-m3", ConfigurationFixture.bgeM3, xlmRoberta(base: false, rows: 8194)),
    ("arctic-embed-l-v2.0", ConfigurationFixture.arcticLarge, xlmRoberta(base: false, rows: 8194)),
    (
      "gte-multilingual-base", ConfigurationFixture.gteBase,
      gte("new", RotaryPositions(base: 160_000, divisor: 1.067_140_400_676_823_7))
    ),
    (
      "arctic-embed-m-v2.0", ConfigurationFixture.arcticMedium,
      gte("gte", RotaryPositions(base: 160_000))
    ),
    ("nomic-embed-text-v1.5", ConfigurationFixture.nomicGated, nomicGated()),
    (
      "all-mpnet-base-v2", ConfigurationFixture.mpnet,
      model(
        "mpnet", vocabulary: 30_527, hidden: 768, layers: 12, inner: 3072,
        positions: .absolute(rowCount: 514, offset: 2), hasRelativePositions: true, tokenTypes: 0,
        epsilon: 1e-5)
    ),
    (
      "multi-qa-distilbert-cos-v1", ConfigurationFixture.distilBert,
      model(
        "distilbert", vocabulary: 30_522, hidden: 768, layers: 6, inner: 3072,
        positions: .absolute(rowCount: 512, offset: 0), tokenTypes: 0, epsilon: 1e-12)
    ),
  ])
  func `a published configuration is read completely`(
    name: String, config: JSONValue, wanted: ModelConfiguration
  ) throws {
    #expect(try ConfigurationFixture.read(config) == wanted, "\(name)")
  }

  @Test func `an XLM-R model's first position stands behind the padding token's`() throws {
    let config = ConfigurationFixture.e5Base.setting(["pad_token_id": 7])
    #expect(
      try ConfigurationFixture.read(config).positions == .absolute(rowCount: 514, offset: 8))
  }

  @Test func `rotary positions as transformers 5 writes them are read`() throws {
    let config = ConfigurationFixture.arcticMedium.removing(["rope_theta", "rope_scaling"])
      .setting(["rope_parameters": ["rope_theta": 160_000.0, "rope_type": "default"]])
    #expect(
      try ConfigurationFixture.read(config) == Self.gte("gte", RotaryPositions(base: 160_000)))
  }

  @Test func `a gate may be of GELU`() throws {
    let config = ConfigurationFixture.nomicGated.setting([
      "activation_function": "geglu", "hidden_act": "gelu",
    ])
    #expect(try ConfigurationFixture.read(config) == Self.nomicGated(activation: .gelu))
  }

  @Test func `each bias of nomic_bert is honoured`() throws {
    for (key, biases) in [
      ("qkv_proj_bias", LinearBiases(attention: true, up: false, down: false)),
      ("mlp_fc1_bias", LinearBiases(attention: false, up: true, down: false)),
      ("mlp_fc2_bias", LinearBiases(attention: false, up: false, down: true)),
    ] {
      var change = JSONObject()
      change.append(key, .bool(true))
      let config = ConfigurationFixture.nomicGated.setting(.object(change))
      #expect(try ConfigurationFixture.read(config).biases == biases)
    }
  }

  @Test func `dynamic scaling of nomic_bert is honoured`() throws {
    let config = ConfigurationFixture.nomicGated.setting(["rotary_scaling_factor": 4])
    let scaling = RotaryPositions.DynamicScaling(factor: 4, trainedCount: 2048)
    #expect(
      try ConfigurationFixture.read(config)
        == Self.nomicGated(RotaryPositions(base: 1000, scaling: scaling)))
  }

  @Test(
    arguments: [
      (["hidden_size": 768, "num_attention_heads": 12, "num_hidden_layers": 6], nil),
      (["hidden_size": 384], "config.json: hidden_size: expected 768 as in dim, found 384"),
      (
        ["num_hidden_layers": 3],
        "config.json: num_hidden_layers: expected 6 as in n_layers, found 3"
      ),
      (["n_heads": 5], "config.json: n_heads: expected a divisor of dim 768, found 5"),
      (["activation": "relu"], #"config.json: activation: expected "gelu", found "relu""#),
    ] as [(JSONValue, String?)])
  func `a distilbert's other names for its sizes agree with its own`(
    change: JSONValue, refusal: String?
  ) throws {
    try expect(ConfigurationFixture.distilBert, change, refusal)
  }

  /// A changed configuration is refused, or else says what it said before.
  private func expect(_ config: JSONValue, _ change: JSONValue, _ refusal: String?) throws {
    let changed = config.setting(change)
    guard let refusal else {
      return #expect(try ConfigurationFixture.read(changed) == ConfigurationFixture.read(config))
    }
    let error = #expect(throws: HuggingFaceError.self) { try ConfigurationFixture.read(changed) }
    #expect(error?.description == refusal)
  }

  @Test func `a distilbert's other names count alone`() throws {
    let config = ConfigurationFixture.distilBert.removing(["dim", "n_layers", "n_heads"])
      .setting(["hidden_size": 384, "num_hidden_layers": 3, "num_attention_heads": 6])
    let model = try ConfigurationFixture.read(config)
    #expect(model.hiddenSize == 384 && model.layerCount == 3 && model.headCount == 6)
  }

  @Test(
    arguments: [
      (["pad_token_id": 0, "type_vocab_size": 2], nil),
      (
        ["relative_attention_num_buckets": 64],
        "config.json: relative_attention_num_buckets: expected 32, found 64"
      ),
      (
        ["max_position_embeddings": 2],
        "config.json: max_position_embeddings: expected more than the 2 rows before the first, found 2"
      ),
    ] as [(JSONValue, String?)])
  func `an mpnet has what its class has, whatever its configuration says`(
    change: JSONValue, refusal: String?
  ) throws {
    try expect(ConfigurationFixture.mpnet, change, refusal)
  }

  @Test(
    arguments: [
      "XLMRobertaModel", "RobertaModel", "DistilBertModel", "MPNetModel", "NewModel", "GteModel",
    ])
  func `an encoder is found by its class alone`(name: String) throws {
    let config: JSONValue = ["architectures": [.string(name)]]
    #expect(
      try Architecture.resolve(config: config, file: "config.json").name
        == [
          "XLMRobertaModel": "xlm-roberta", "RobertaModel": "roberta",
          "DistilBertModel": "distilbert",
          "MPNetModel": "mpnet", "NewModel": "new", "GteModel": "gte",
        ][name])
  }
}
