import Base
import HuggingFace
import Model

/// Configurations to change one key of.
enum ConfigurationFixture {
  /// `config.json` of nomic-embed-text-v2-moe, every key (architectures.md 1.1).
  static let nomicMoE: JSONValue = [
    "_name_or_path": "nomic-ai/nomic-xlm-2048", "activation_function": "gelu",
    "add_pooling_layer": false, "architectures": ["NomicBertModel"], "attn_pdrop": 0.0,
    "auto_map": ["AutoModel": "nomic-ai/nomic-bert-2048--modeling_hf_nomic_bert.NomicBertModel"],
    "bos_token_id": nil, "causal": false, "dense_seq_output": true, "embd_pdrop": 0.1,
    "eos_token_id": nil, "expert_choice_router": false, "ffn_div": 1, "fused_bias_fc": true,
    "fused_dropout_add_ln": true, "initializer_range": 0.02, "layer_norm_epsilon": 1e-05,
    "max_trained_positions": 2048, "mlp_fc1_bias": true, "mlp_fc2_bias": true,
    "model_type": "nomic_bert", "moe_every_n_layers": 2, "moe_impl": "megablocks",
    "moe_normalize_expert_weights": false, "moe_resid_pdrop": 0.0, "moe_top_k": 2,
    "n_embd": 768, "n_head": 12, "n_inner": 3072, "n_layer": 12, "n_positions": 2048,
    "num_experts": 8, "num_shared_experts": 0, "pad_token_id": 1, "pad_vocab_size_multiple": 64,
    "parallel_block": false, "parallel_block_tied_norm": false, "prenorm": false,
    "qkv_proj_bias": true, "reorder_and_upcast_attn": false, "resid_pdrop": 0.0,
    "rotary_emb_base": 10000, "rotary_emb_fraction": 1.0, "rotary_emb_interleaved": false,
    "rotary_emb_scale_base": nil, "rotary_scaling_factor": nil, "router_aux_loss_coef": 0.1,
    "scale_attn_by_inverse_layer_idx": false, "scale_attn_weights": true,
    "summary_activation": nil, "summary_first_dropout": 0.1, "summary_proj_to_labels": true,
    "summary_type": "cls_index", "summary_use_proj": true, "torch_dtype": "float32",
    "transformers_version": "4.44.2", "type_vocab_size": 1, "use_cache": true,
    "use_flash_attn": true, "use_rms_norm": nil, "use_xentropy": true, "vocab_size": 250048,
  ]

  /// `config.json` of all-MiniLM-L6-v2.
  static let miniLM: JSONValue = [
    "_name_or_path": "nreimers/MiniLM-L6-H384-uncased", "architectures": ["BertModel"],
    "attention_probs_dropout_prob": 0.1, "gradient_checkpointing": false, "hidden_act": "gelu",
    "hidden_dropout_prob": 0.1, "hidden_size": 384, "initializer_range": 0.02,
    "intermediate_size": 1536, "layer_norm_eps": 1e-12, "max_position_embeddings": 512,
    "model_type": "bert", "num_attention_heads": 12, "num_hidden_layers": 6, "pad_token_id": 0,
    "position_embedding_type": "absolute", "transformers_version": "4.8.2",
    "type_vocab_size": 2, "use_cache": true, "vocab_size": 30522,
  ]

  /// `config.json` of multilingual-e5-small.
  static let e5Small = miniLM.setting([
    "_name_or_path": "intfloat/multilingual-e5-small", "classifier_dropout": nil,
    "num_hidden_layers": 12, "tokenizer_class": "XLMRobertaTokenizer", "vocab_size": 250037,
  ])

  /// Reads a configuration with the architecture that it names.
  static func read(_ config: JSONValue) throws(HuggingFaceError) -> ModelConfiguration {
    try Architecture.resolve(config: config, file: "config.json")
      .settings(from: config, file: "config.json").configuration
  }
}

extension JSONValue {
  /// The object with some members replaced or added.
  func setting(_ changes: JSONValue) -> JSONValue {
    var result = removing((changes.object ?? JSONObject()).names).object ?? JSONObject()
    for member in changes.object?.members ?? [] { result.append(member.name, member.value) }
    return .object(result)
  }

  /// The object without some members.
  func removing(_ names: [String]) -> JSONValue {
    var result = JSONObject()
    for member in object?.members ?? [] where !names.contains(member.name) {
      result.append(member.name, member.value)
    }
    return .object(result)
  }
}
