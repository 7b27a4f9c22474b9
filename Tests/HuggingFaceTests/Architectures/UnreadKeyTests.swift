import Base
import HuggingFace
import Model
import Testing

/// Keys that nobody reads, keys that are left to the class, and the two spellings of nomic_bert.
@Suite struct UnreadKeyTests {
  /// nomic_bert as transformers 5.23 saves it.
  static let nomicLibrary: JSONValue = [
    "architectures": ["NomicBertModel"], "attention_probs_dropout_prob": 0.0, "bos_token_id": nil,
    "classifier_dropout": nil, "dtype": "float32", "eos_token_id": nil, "head_dim": 64,
    "hidden_act": "silu", "hidden_dropout_prob": 0.0, "hidden_size": 768,
    "initializer_range": 0.02, "intermediate_size": 3072, "layer_norm_eps": 1e-12,
    "max_position_embeddings": 2048, "model_type": "nomic_bert", "num_attention_heads": 12,
    "num_hidden_layers": 12, "pad_token_id": 0,
    "rope_parameters": ["rope_theta": 1000.0, "rope_type": "default"],
    "transformers_version": "5.23.0", "type_vocab_size": 2, "vocab_size": 30528,
  ]

  private func settings(_ config: JSONValue) throws -> ArchitectureSettings {
    try Architecture.resolve(config: config, file: "config.json")
      .settings(from: config, file: "config.json")
  }

  @Test func `both spellings of nomic_bert give one model`() throws {
    let published = try settings(ConfigurationFixture.nomicGated).configuration
    #expect(try settings(Self.nomicLibrary).configuration == published)
    let both = ConfigurationFixture.nomicGated.setting([
      "hidden_size": 768, "num_hidden_layers": 12, "num_attention_heads": 12,
      "intermediate_size": 3072, "layer_norm_eps": 1e-12, "head_dim": 64,
      "hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0,
    ])
    #expect(try settings(both).configuration == published)
  }

  @Test func `keys that no code reads are named in one note`() throws {
    let config = ConfigurationFixture.miniLM.setting([
      "emb_size": 384, "my_note": "x", "num_beams": 1, "xla_device": nil, "sliding_window": nil,
      "use_rope": false, "attention_dropout": 0.1, "eval_loss": .number(.nan),
      "embedding_size": 384, "unsloth_version": "2026.1",
    ])
    let found = try settings(config)
    #expect(
      found.configuration == (try ConfigurationFixture.read(ConfigurationFixture.miniLM)))
    #expect(
      found.notes == [
        "config.json: emb_size, my_note, sliding_window, use_rope, attention_dropout, eval_loss: "
          + "no code reads this for bert"
      ])
  }

  @Test func `an unknown class is read as that of the type, with a note`() throws {
    let found = try settings(ConfigurationFixture.miniLM.setting(["architectures": ["BertForCL"]]))
    #expect(
      found.notes
        == ["config.json: architectures: BertForCL: read as BertModel, as transformers does"])
  }

  @Test(arguments: [
    ("vocab_size", "30522"), ("hidden_size", "768"), ("num_hidden_layers", "12"),
    ("num_attention_heads", "12"), ("intermediate_size", "3072"), ("hidden_act", "\"gelu\""),
    ("max_position_embeddings", "512"), ("type_vocab_size", "2"), ("layer_norm_eps", "1e-12"),
  ])
  func `a missing key of bert and xlm-roberta is that of their classes`(
    key: String, value: String
  ) throws {
    for config in [ConfigurationFixture.miniLM, ConfigurationFixture.e5Base] {
      let found = try settings(
        config.setting(["hidden_size": 768, "num_attention_heads": 12]).removing([key]))
      #expect(found.notes == ["config.json: missing, taken from the class: \(key) \(value)"])
      #expect(found.completed.object?[key]?.text == value)
    }
  }

  @Test func `a configuration with its type alone is the class's default`() throws {
    let bert = try settings(["model_type": "bert"]).configuration
    #expect(
      bert
        == (try settings(
          ConfigurationFixture.miniLM.setting([
            "hidden_size": 768, "num_hidden_layers": 12, "intermediate_size": 3072,
          ])
        ).configuration))
    let nomic = try settings(["model_type": "nomic_bert"]).configuration
    #expect(nomic == (try settings(Self.nomicLibrary).configuration))
    let gte = try settings(["model_type": "gte"]).configuration
    #expect(gte == EncoderConfigurationTests.gte("gte", RotaryPositions(base: 160_000)))
    let roberta = try settings(["model_type": "xlm-roberta"]).configuration
    #expect(roberta.positions == .absolute(rowCount: 512, offset: 2))
  }

  @Test func `the base of rotary positions may stand in either place`() throws {
    for change: JSONValue in [
      ["rope_theta": 3000], ["rope_parameters": ["rope_theta": 3000]],
      ["rope_parameters": ["rope_type": "default"], "rope_theta": 3000],
    ] {
      for config in [Self.nomicLibrary.removing(["rope_parameters"]), ["model_type": "gte"]] {
        let found = try settings(config.setting(change)).configuration
        #expect(found.positions == .rotary(RotaryPositions(base: 3000)))
      }
    }
  }

  @Test func `gte may have no token types`() throws {
    let found = try settings(["model_type": "gte", "type_vocab_size": 0])
    #expect(found.configuration.tokenTypeCount == 0)
  }
}
