import Base
import HuggingFace
import Testing

/// A change of a good configuration and what it is refused with, after the file's name.
struct RefusedKey: CustomTestStringConvertible, Sendable {
  let change: JSONValue
  let refusal: String
  var testDescription: String { change.text }

  init(_ change: JSONValue, _ refusal: String) {
    self.change = change
    self.refusal = refusal
  }
}

@Suite struct RefusedKeyTests {
  static let nomicBert = [
    RefusedKey(["prenorm": true], "prenorm: expected false or null, found true"),
    RefusedKey(["parallel_block": true], "parallel_block: expected false or null, found true"),
    RefusedKey(
      ["parallel_block_tied_norm": true],
      "parallel_block_tied_norm: expected false or null, found true"),
    RefusedKey(["use_rms_norm": true], "use_rms_norm: expected false or null, found true"),
    RefusedKey(["qkv_proj_bias": nil], "qkv_proj_bias: expected true or false, found null"),
    RefusedKey(["mlp_fc1_bias": 1], "mlp_fc1_bias: expected true or false, found 1"),
    RefusedKey(["mlp_fc2_bias": "no"], "mlp_fc2_bias: expected true or false, found \"no\""),
    RefusedKey(["causal": true], "causal: expected false or null, found true"),
    RefusedKey(
      ["rotary_emb_interleaved": true],
      "rotary_emb_interleaved: expected false or null, found true"),
    RefusedKey(["rotary_emb_scale_base": 512], "rotary_emb_scale_base: expected null, found 512"),
    RefusedKey(
      ["rotary_scaling_factor": 0.5], "rotary_scaling_factor: expected at least 1, found 0.5"),
    RefusedKey(
      ["rotary_scaling_factor": 2, "max_trained_positions": 0],
      "max_trained_positions: expected an integer from 1 to 16777216, found 0"),
    RefusedKey(
      ["rope_parameters": ["rope_theta": 1000.0, "rope_type": "default"]],
      "rope_parameters.rope_theta: expected 10000.0 as in rotary_emb_base, found 1000.0"),
    RefusedKey(
      ["rope_parameters": ["rope_theta": 10000, "rope_type": "yarn"]],
      "rope_parameters.rope_type: expected \"default\" or null, found \"yarn\""),
    RefusedKey(
      ["rope_parameters": ["rope_theta": 10000, "factor": 2]],
      "rope_parameters.factor: expected a known key, found an unknown one with the value 2"),
    RefusedKey(
      ["rope_parameters": "default"],
      "rope_parameters: expected an object, found the string \"default\""),
    RefusedKey(["scale_attn_weights": false], "scale_attn_weights: expected true, found false"),
    RefusedKey(
      ["scale_attn_by_inverse_layer_idx": true],
      "scale_attn_by_inverse_layer_idx: expected false or null, found true"),
    RefusedKey(["num_shared_experts": 1], "num_shared_experts: expected 0 or null, found 1"),
    RefusedKey(
      ["expert_choice_router": true], "expert_choice_router: expected false or null, found true"),
    RefusedKey(["ffn_div": 2], "ffn_div: expected 1 or null, found 2"),
    RefusedKey(["moe_impl": "tutel"], "moe_impl: expected \"megablocks\" or null, found \"tutel\""),
    RefusedKey(
      ["quantization_config": ["bits": 4]],
      "quantization_config: expected null, found {\"bits\":4}"),
    RefusedKey(["is_decoder": true], "is_decoder: expected false or null, found true"),
    RefusedKey(
      ["activation_function": "gelu_pytorch_tanh"],
      "activation_function: expected \"gelu\", as there are experts, found \"gelu_pytorch_tanh\""),
    RefusedKey(
      ["activation_function": "swiglu"],
      "activation_function: expected \"gelu\", as there are experts, found \"swiglu\""),
    RefusedKey(
      ["activation_function": "geglu"],
      "activation_function: expected \"gelu\", as there are experts, found \"geglu\""),
    RefusedKey(["hidden_act": "silu"], "hidden_act: expected \"gelu\", found \"silu\""),
    RefusedKey(
      ["activation_function": "relu", "num_experts": 0],
      "activation_function: expected \"gelu\" or \"swiglu\" or \"geglu\", found \"relu\""),
    RefusedKey(
      ["rotary_emb_fraction": 0.5],
      "rotary_emb_fraction: expected 1 (rotary positions) or 0 (a position table), found 0.5"),
    RefusedKey(["rotary_emb_base": 0], "rotary_emb_base: expected a positive number, found 0"),
    RefusedKey(
      ["layer_norm_epsilon": "1e-5"],
      "layer_norm_epsilon: expected a positive number, found \"1e-5\""),
    RefusedKey(["n_layer": 0], "n_layer: expected an integer from 1 to 1024, found 0"),
    RefusedKey(["n_layer": 12.0], "n_layer: expected an integer from 1 to 1024, found 12.0"),
    RefusedKey(
      ["n_layer": 1], "n_layer: expected at least 2 layers, as num_experts is 8, found 1"),
    RefusedKey(["n_head": 7], "n_head: expected a divisor of n_embd 768, found 7"),
    RefusedKey(
      ["n_head": 256],
      "n_head: expected heads of an even size, as their halves are rotated, found heads of 3"),
    RefusedKey(["n_inner": nil], "n_inner: expected an integer from 1 to 1048576, found null"),
    RefusedKey(["num_experts": -1], "num_experts: expected an integer from 0 to 1024, found -1"),
    RefusedKey(["moe_top_k": 9], "moe_top_k: expected an integer from 1 to 8, found 9"),
    RefusedKey(
      ["moe_every_n_layers": 1], "moe_every_n_layers: expected an integer from 2 to 1024, found 1"),
    RefusedKey(
      ["moe_normalize_expert_weights": "no"],
      "moe_normalize_expert_weights: expected true or false, found \"no\""),
    RefusedKey(
      ["logit_scale": 2.5],
      "logit_scale: expected a known key, found an unknown one with the value 2.5"),
    RefusedKey(
      ["architectures": ["NomicBertForSequenceClassification"]],
      "architectures: expected an encoder of text (nomic_bert, bert, xlm-roberta, roberta, camembert, distilbert, mpnet, "
        + "new, gte), found "
        + "\"NomicBertForSequenceClassification\": a cross-encoder or classifier: it scores pairs "
        + "of texts and gives no text embedding"),
    RefusedKey(
      ["architectures": ["NomicBertForOther"]],
      "architectures: expected one of NomicBertModel, NomicBertForPreTraining, "
        + "NomicBertForMaskedLM, found \"NomicBertForOther\""),
  ]

  static let bert = [
    RefusedKey(
      ["position_embedding_type": "relative_key"],
      "position_embedding_type: expected \"absolute\" or null, found \"relative_key\""),
    RefusedKey(["hidden_act": "gelu_new"], "hidden_act: expected \"gelu\", found \"gelu_new\""),
    RefusedKey(["layer_norm_eps": -1], "layer_norm_eps: expected a positive number, found -1"),
    RefusedKey(
      ["type_vocab_size": 0], "type_vocab_size: expected an integer from 1 to 65536, found 0"),
    RefusedKey(
      ["embedding_size": 128], "embedding_size: expected 384 as in hidden_size, found 128"),
    RefusedKey(
      ["per_layer_config": ["0": ["intermediate_size": 32]]],
      "per_layer_config: expected null or {}, found {\"0\":{\"intermediate_size\":32}}"),
    RefusedKey(
      ["transformers_weights": "b.safetensors"],
      "transformers_weights: expected null, found \"b.safetensors\""),
    RefusedKey(
      ["configuration_files": ["config.4.0.0.json"]],
      "configuration_files: expected null, found [\"config.4.0.0.json\"]"),
    RefusedKey(
      ["sliding_window": 128],
      "sliding_window: expected a known key, found an unknown one with the value 128"),
    RefusedKey(
      ["rope_scaling": ["type": "ntk"]],
      "rope_scaling: expected a known key, found an unknown one with the value "
        + "{\"type\":\"ntk\"}"),
    RefusedKey(
      ["auto_map": ["AutoModel": "a.B"], "emb_size": 8],
      "emb_size: expected a known key, found an unknown one with the value 8"),
    RefusedKey(
      ["auto_map": ["AutoModel": "a.B"], "architectures": ["BertForCL"]],
      "architectures: expected one of BertModel, BertForMaskedLM, BertForPreTraining, "
        + "found \"BertForCL\""),
    RefusedKey(
      ["layer_norm_eps": .number(.nan)],
      "layer_norm_eps: expected a positive number, found nan"),
    RefusedKey(
      ["num_attention_heads": 5],
      "num_attention_heads: expected a divisor of hidden_size 384, found 5"),
  ]

  static let xlmRoberta = [
    RefusedKey(
      ["position_embedding_type": "relative_key_query"],
      "position_embedding_type: expected \"absolute\" or null, found \"relative_key_query\""),
    RefusedKey(["hidden_act": "gelu_new"], "hidden_act: expected \"gelu\", found \"gelu_new\""),
    RefusedKey(
      ["pad_token_id": nil], "pad_token_id: expected an integer from 0 to 1048576, found null"),
    RefusedKey(
      ["max_position_embeddings": 2],
      "max_position_embeddings: expected more than the 2 rows before the first, found 2"),
    RefusedKey(["is_decoder": true], "is_decoder: expected false or null, found true"),
    RefusedKey(
      ["adapter_size": 8],
      "adapter_size: expected a known key, found an unknown one with the value 8"),
  ]

  static let new = [
    RefusedKey(
      ["position_embedding_type": "absolute"],
      "position_embedding_type: expected \"rope\", found \"absolute\""),
    RefusedKey(
      ["layer_norm_type": "rms_norm"],
      "layer_norm_type: expected \"layer_norm\", found \"rms_norm\""),
    RefusedKey(["pack_qkv": false], "pack_qkv: expected true, found false"),
    RefusedKey(
      ["logn_attention_scale": true], "logn_attention_scale: expected false, found true"),
    RefusedKey(["hidden_act": "silu"], "hidden_act: expected \"gelu\", found \"silu\""),
    RefusedKey(["rope_theta": 0], "rope_theta: expected a positive number, found 0"),
    RefusedKey(
      ["rope_scaling": ["type": "linear", "factor": 8.0]],
      "rope_scaling.type: expected \"ntk\", found \"linear\""),
    RefusedKey(
      ["rope_scaling": ["factor": 8.0]], "rope_scaling.type: expected \"ntk\", found no such key"),
    RefusedKey(
      ["rope_scaling": ["type": "ntk"]],
      "rope_scaling.factor: expected a positive number, found no such key"),
    RefusedKey(
      ["rope_scaling": ["type": "ntk", "factor": -8]],
      "rope_scaling.factor: expected a positive number, found -8"),
    RefusedKey(
      ["rope_theta": 1e200, "rope_scaling": ["type": "ntk", "factor": 1e200]],
      "rope_scaling.factor: expected a factor that leaves rope_theta 1e+200 a finite number above 0, "
        + "found 1e+200"),
    RefusedKey(
      ["rope_theta": 1e-200, "rope_scaling": ["type": "ntk", "factor": 1e-200]],
      "rope_scaling.factor: expected a factor that leaves rope_theta 1e-200 a finite number above 0, "
        + "found 1e-200"),
    RefusedKey(
      ["rope_scaling": ["type": "ntk", "factor": 8, "mixed_b": 1]],
      "rope_scaling.mixed_b: expected a known key, found an unknown one with the value 1"),
    RefusedKey(
      ["rope_scaling": 8], "rope_scaling: expected an object, found the integer 8"),
    RefusedKey(
      ["rope_parameters": ["rope_theta": 20000, "rope_type": "default"]],
      "rope_scaling: expected null with rope_parameters, "
        + "found {\"factor\":8.0,\"type\":\"ntk\"}"),
    RefusedKey(
      ["rope_parameters": ["rope_theta": 160000], "rope_scaling": nil],
      "rope_theta: expected 160000.0 as in rope_parameters, found 20000"),
    RefusedKey(
      ["num_attention_heads": 256],
      "num_attention_heads: expected heads of an even size, as their halves are rotated, "
        + "found heads of 3"),
  ]

  static let gte = [
    RefusedKey(
      ["rope_parameters": ["rope_theta": 160000, "rope_type": "dynamic"]],
      "rope_parameters.rope_type: expected \"default\" or null, found \"dynamic\""),
    RefusedKey(
      ["rope_parameters": ["rope_type": "default"], "rope_theta": nil],
      "rope_theta: expected a positive number, found null"),
    RefusedKey(
      ["head_dim": 32], "head_dim: expected 64, hidden_size / num_attention_heads, found 32"),
    RefusedKey(
      ["architectures": ["NewModel"]],
      "architectures: expected one of GteModel, GteForMaskedLM, found \"NewModel\""),
  ]

  /// Of transformers 5.
  static let nomicLibrary = [
    RefusedKey(["hidden_act": "relu"], "hidden_act: expected \"silu\" or \"gelu\", found \"relu\""),
    RefusedKey(
      ["head_dim": 32], "head_dim: expected 64, hidden_size / num_attention_heads, found 32"),
    RefusedKey(
      ["num_experts": 8],
      "num_experts: expected a known key, found an unknown one with the value 8"),
    RefusedKey(
      ["rope_parameters": ["rope_theta": 1000, "rope_type": "yarn"]],
      "rope_parameters.rope_type: expected \"default\" or null, found \"yarn\""),
  ]

  static let nomicGated = [
    RefusedKey(["hidden_size": 384], "hidden_size: expected 768 as in n_embd, found 384"),
    RefusedKey(["num_hidden_layers": 6], "num_hidden_layers: expected 12 as in n_layer, found 6"),
    RefusedKey(
      ["num_attention_heads": 6], "num_attention_heads: expected 12 as in n_head, found 6"),
    RefusedKey(
      ["intermediate_size": 6], "intermediate_size: expected 3072 as in n_inner, found 6"),
    RefusedKey(
      ["layer_norm_eps": 0.5], "layer_norm_eps: expected 1e-12 as in layer_norm_epsilon, found 0.5"),
    RefusedKey(
      ["activation_function": "glu"],
      "activation_function: expected \"gelu\" or \"swiglu\" or \"geglu\", found \"glu\""),
    RefusedKey(["hidden_act": "gelu"], "hidden_act: expected \"silu\", found \"gelu\""),
    RefusedKey(
      ["rotary_scaling_factor": -1],
      "rotary_scaling_factor: expected a positive number, found -1"),
    RefusedKey(
      [
        "num_experts": 8, "moe_top_k": 2, "moe_every_n_layers": 2,
        "moe_normalize_expert_weights": false,
      ], "activation_function: expected \"gelu\", as there are experts, found \"swiglu\""),
  ]

  static func expectRefusal(_ config: JSONValue, _ refusal: String) {
    let error = #expect(throws: HuggingFaceError.self) { try ConfigurationFixture.read(config) }
    #expect(error?.description == "config.json: \(refusal)")
  }

  @Test(arguments: nomicBert)
  func `a value of nomic_bert that is not supported is refused by its key`(key: RefusedKey) {
    Self.expectRefusal(ConfigurationFixture.nomicMoE.setting(key.change), key.refusal)
  }

  @Test(arguments: bert)
  func `a value of bert that is not supported is refused by its key`(key: RefusedKey) {
    Self.expectRefusal(ConfigurationFixture.miniLM.setting(key.change), key.refusal)
  }

  @Test(arguments: xlmRoberta)
  func `a value of xlm-roberta that is not supported is refused by its key`(key: RefusedKey) {
    Self.expectRefusal(ConfigurationFixture.e5Base.setting(key.change), key.refusal)
  }

  @Test(arguments: new)
  func `a value of new that is not supported is refused by its key`(key: RefusedKey) {
    Self.expectRefusal(ConfigurationFixture.gteBase.setting(key.change), key.refusal)
  }

  @Test(arguments: gte)
  func `a value of gte that is not supported is refused by its key`(key: RefusedKey) {
    Self.expectRefusal(ConfigurationFixture.arcticMedium.setting(key.change), key.refusal)
  }

  @Test(arguments: nomicGated)
  func `a value of a gated nomic_bert that is not supported is refused by its key`(
    key: RefusedKey
  ) {
    Self.expectRefusal(ConfigurationFixture.nomicGated.setting(key.change), key.refusal)
  }

  @Test(arguments: [
    "n_layer", "n_head", "n_embd", "n_inner", "n_positions", "vocab_size", "type_vocab_size",
    "layer_norm_epsilon", "activation_function", "rotary_emb_fraction", "rotary_emb_base",
    "qkv_proj_bias", "mlp_fc1_bias", "mlp_fc2_bias",
    "moe_top_k", "moe_every_n_layers", "moe_normalize_expert_weights",
  ])
  func `a missing key of nomic_bert has no default`(key: String) {
    let error = #expect(throws: HuggingFaceError.self) {
      try ConfigurationFixture.read(ConfigurationFixture.nomicMoE.removing([key]))
    }
    #expect(error?.description.hasPrefix("config.json: \(key): expected ") == true)
    #expect(error?.description.hasSuffix(", found no such key") == true)
  }

  @Test(arguments: nomicLibrary)
  func `a value of transformers' nomic_bert that is not supported is refused by its key`(
    key: RefusedKey
  ) {
    Self.expectRefusal(UnreadKeyTests.nomicLibrary.setting(key.change), key.refusal)
  }

  @Test(arguments: [
    "num_hidden_layers", "num_attention_heads", "hidden_size", "intermediate_size",
    "max_position_embeddings", "vocab_size", "type_vocab_size", "layer_norm_eps", "hidden_act",
    "pad_token_id",
  ])
  func `a missing key has no default where the folder has code of its own`(key: String) {
    let error = #expect(throws: HuggingFaceError.self) {
      try ConfigurationFixture.read(
        ConfigurationFixture.e5Base.removing([key]).setting(["auto_map": ["AutoModel": "a.B"]]))
    }
    #expect(error?.description.hasPrefix("config.json: \(key): expected ") == true)
    #expect(error?.description.hasSuffix(", found no such key") == true)
  }

  @Test(arguments: [
    "num_hidden_layers", "num_attention_heads", "hidden_size", "intermediate_size",
    "vocab_size", "type_vocab_size", "layer_norm_eps", "hidden_act", "rope_theta",
  ])
  func `a missing key of new has no default`(key: String) {
    let error = #expect(throws: HuggingFaceError.self) {
      try ConfigurationFixture.read(ConfigurationFixture.gteBase.removing([key]))
    }
    #expect(error?.description.hasPrefix("config.json: \(key): expected ") == true)
    #expect(error?.description.hasSuffix(", found no such key") == true)
  }

  @Test func `a configuration that is no object is refused`() {
    Self.expectRefusal([], "expected an object, found an array")
  }
}
