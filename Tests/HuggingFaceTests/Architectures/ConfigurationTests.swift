import Base
import HuggingFace
import Model
import Testing

@Suite struct ConfigurationTests {
  @Test func `nomic-embed-text-v2-moe is read completely`() throws {
    let configuration = try ConfigurationFixture.read(ConfigurationFixture.nomicMoE)
    #expect(
      configuration
        == ModelConfiguration(
          architecture: "nomic_bert", vocabularySize: 250_048, hiddenSize: 768, layerCount: 12,
          headCount: 12, headDim: 64, feedForwardSize: 3072,
          positions: .rotary(RotaryPositions(base: 10_000)), hasRelativePositions: false,
          tokenTypeCount: 1, layerNormEpsilon: 1e-5, activation: .gelu, isGated: false,
          biases: .all,
          expertLayers: (0..<12).map { $0 % 2 == 1 }, expertCount: 8, expertsPerToken: 2,
          normalizesExpertWeights: false))
  }

  @Test func `all-MiniLM-L6-v2 is read completely`() throws {
    let configuration = try ConfigurationFixture.read(ConfigurationFixture.miniLM)
    #expect(
      configuration
        == ModelConfiguration(
          architecture: "bert", vocabularySize: 30_522, hiddenSize: 384, layerCount: 6,
          headCount: 12, headDim: 32, feedForwardSize: 1536,
          positions: .absolute(rowCount: 512, offset: 0), hasRelativePositions: false,
          tokenTypeCount: 2, layerNormEpsilon: 1e-12, activation: .gelu, isGated: false,
          biases: .all,
          expertLayers: [Bool](repeating: false, count: 6), expertCount: 0, expertsPerToken: 0,
          normalizesExpertWeights: false))
  }

  @Test func `multilingual-e5-small is bert with 12 layers`() throws {
    let configuration = try ConfigurationFixture.read(ConfigurationFixture.e5Small)
    #expect(configuration.layerCount == 12)
    #expect(configuration.vocabularySize == 250_037)
  }

  @Test func `a rotary fraction of 0 means a position table`() throws {
    let config = ConfigurationFixture.nomicMoE.setting([
      "rotary_emb_fraction": 0, "n_positions": 512,
    ])
    #expect(
      try ConfigurationFixture.read(config).positions == .absolute(rowCount: 512, offset: 0))
  }

  @Test func `numbers count by value where Python writes either form`() throws {
    let config = ConfigurationFixture.nomicMoE.setting([
      "rotary_emb_fraction": 1, "rotary_emb_base": 10000.0, "ffn_div": 1.0,
      "num_shared_experts": 0.0,
    ])
    let expected = try ConfigurationFixture.read(ConfigurationFixture.nomicMoE)
    #expect(try ConfigurationFixture.read(config) == expected)
  }

  @Test(
    arguments: [
      ["num_experts": 0], ["num_experts": nil],
    ] as [JSONValue])
  func `no experts make every layer dense`(change: JSONValue) throws {
    let configuration = try ConfigurationFixture.read(ConfigurationFixture.nomicMoE.setting(change))
    #expect(configuration.expertLayers == [Bool](repeating: false, count: 12))
    #expect(configuration.expertCount == 0)
    #expect(configuration.expertsPerToken == 0)
  }

  @Test func `a configuration without keys about experts is dense`() throws {
    let config = ConfigurationFixture.nomicMoE.removing([
      "num_experts", "moe_top_k", "moe_every_n_layers", "moe_normalize_expert_weights", "moe_impl",
      "num_shared_experts", "expert_choice_router", "ffn_div", "moe_resid_pdrop",
      "router_aux_loss_coef",
    ])
    #expect(try ConfigurationFixture.read(config).expertCount == 0)
  }

  @Test func `experts stand where the layer's index modulo the interval is 1`() throws {
    let config = ConfigurationFixture.nomicMoE.setting(["moe_every_n_layers": 3, "n_layer": 6])
    #expect(
      try ConfigurationFixture.read(config).expertLayers == [
        false, true, false, false, true, false,
      ])
  }

  @Test func `normalised expert weights are honoured`() throws {
    let config = ConfigurationFixture.nomicMoE.setting(["moe_normalize_expert_weights": true])
    #expect(try ConfigurationFixture.read(config).normalizesExpertWeights)
  }

  @Test func `the vocabulary is padded to its multiple`() throws {
    let config = ConfigurationFixture.nomicMoE.setting(["vocab_size": 250_002])
    #expect(try ConfigurationFixture.read(config).vocabularySize == 250_048)
  }

  @Test func `an architecture is found by its class alone`() throws {
    let config = ConfigurationFixture.miniLM.removing(["model_type"])
    #expect(try Architecture.resolve(config: config, file: "config.json").name == "bert")
  }

  @Test(
    arguments: [
      (["model_type": "deberta"], "\"deberta\""),
      (["architectures": ["ElectraModel"]], "\"ElectraModel\""), ([:], "nothing"),
    ] as [(JSONValue, String)])
  func `an unknown architecture is refused with the supported ones`(
    config: JSONValue, found: String
  ) {
    let error = #expect(throws: HuggingFaceError.self) {
      try Architecture.resolve(config: config, file: "config.json")
    }
    #expect(
      error?.description == "config.json: model_type: expected a supported architecture "
        + "(nomic_bert, bert, xlm-roberta, roberta, camembert, distilbert, mpnet, new, gte), found \(found)"
    )
  }
}
