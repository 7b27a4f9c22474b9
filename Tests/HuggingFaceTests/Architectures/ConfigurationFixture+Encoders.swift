import Base

/// `config.json` of the encoders with BERT's key names, every key that they are reported to have.
extension ConfigurationFixture {
  /// multilingual-e5-base.
  static let e5Base: JSONValue = [
    "_name_or_path": "intfloat/multilingual-e5-base", "architectures": ["XLMRobertaModel"],
    "attention_probs_dropout_prob": 0.1, "bos_token_id": 0, "classifier_dropout": nil,
    "eos_token_id": 2, "hidden_act": "gelu", "hidden_dropout_prob": 0.1, "hidden_size": 768,
    "initializer_range": 0.02, "intermediate_size": 3072, "layer_norm_eps": 1e-05,
    "max_position_embeddings": 514, "model_type": "xlm-roberta", "num_attention_heads": 12,
    "num_hidden_layers": 12, "output_past": true, "pad_token_id": 1,
    "position_embedding_type": "absolute", "torch_dtype": "float32",
    "transformers_version": "4.26.1", "type_vocab_size": 1, "use_cache": true,
    "vocab_size": 250002,
  ]

  /// all-distilroberta-v1.
  static let distilRoberta = e5Base.setting([
    "_name_or_path": "distilroberta-base", "architectures": ["RobertaForMaskedLM"],
    "gradient_checkpointing": false, "model_type": "roberta", "num_hidden_layers": 6,
    "output_past": nil, "vocab_size": 50265,
  ])

  /// multilingual-e5-large.
  static let e5Large = e5Base.setting([
    "_name_or_path": "intfloat/multilingual-e5-large", "hidden_size": 1024,
    "intermediate_size": 4096, "num_attention_heads": 16, "num_hidden_layers": 24,
  ])

  /// bge-m3.
  static let bgeM3 = e5Large.setting([
    "_name_or_path": "BAAI/bge-m3", "max_position_embeddings": 8194,
  ])

  /// snowflake-arctic-embed-l-v2.0.
  static let arcticLarge = bgeM3.setting([
    "_name_or_path": "Snowflake/snowflake-arctic-embed-l-v2.0"
  ])

  /// all-mpnet-base-v2.
  static let mpnet: JSONValue = [
    "_name_or_path": "microsoft/mpnet-base", "architectures": ["MPNetForMaskedLM"],
    "attention_probs_dropout_prob": 0.1, "bos_token_id": 0, "eos_token_id": 2,
    "hidden_act": "gelu", "hidden_dropout_prob": 0.1, "hidden_size": 768,
    "initializer_range": 0.02, "intermediate_size": 3072, "layer_norm_eps": 1e-05,
    "max_position_embeddings": 514, "model_type": "mpnet", "num_attention_heads": 12,
    "num_hidden_layers": 12, "pad_token_id": 1, "relative_attention_num_buckets": 32,
    "torch_dtype": "float32", "transformers_version": "4.8.2", "vocab_size": 30527,
  ]

  /// multi-qa-distilbert-cos-v1.
  static let distilBert: JSONValue = [
    "_name_or_path": "distilbert-base-uncased", "activation": "gelu",
    "architectures": ["DistilBertModel"], "attention_dropout": 0.1, "dim": 768, "dropout": 0.1,
    "hidden_dim": 3072, "initializer_range": 0.02, "max_position_embeddings": 512,
    "model_type": "distilbert", "n_heads": 12, "n_layers": 6, "pad_token_id": 0,
    "qa_dropout": 0.1, "seq_classif_dropout": 0.2, "sinusoidal_pos_embds": false,
    "tie_weights_": true, "torch_dtype": "float32", "transformers_version": "4.11.0",
    "vocab_size": 30522,
  ]

  /// gte-multilingual-base.
  static let gteBase: JSONValue = [
    "architectures": ["NewModel", "NewForTokenClassification"],
    "attention_probs_dropout_prob": 0.0,
    "auto_map": [
      "AutoConfig": "Alibaba-NLP/new-impl--configuration.NewConfig",
      "AutoModel": "Alibaba-NLP/new-impl--modeling.NewModel",
    ], "classifier_dropout": 0.0, "hidden_act": "gelu", "hidden_dropout_prob": 0.1,
    "hidden_size": 768, "id2label": ["0": "LABEL_0"], "initializer_range": 0.02,
    "intermediate_size": 3072, "label2id": ["LABEL_0": 0], "layer_norm_eps": 1e-12,
    "layer_norm_type": "layer_norm", "logn_attention_clip1": false,
    "logn_attention_scale": false, "max_position_embeddings": 8192, "model_type": "new",
    "num_attention_heads": 12, "num_hidden_layers": 12, "pack_qkv": true, "pad_token_id": 1,
    "position_embedding_type": "rope", "rope_scaling": ["factor": 8.0, "type": "ntk"],
    "rope_theta": 20000, "torch_dtype": "float16", "transformers_version": "4.39.1",
    "type_vocab_size": 1, "unpad_inputs": false, "use_memory_efficient_attention": false,
    "vocab_size": 250048,
  ]

  /// snowflake-arctic-embed-m-v2.0, two of whose booleans are strings.
  static let arcticMedium = gteBase.removing(["id2label", "label2id"]).setting([
    "architectures": ["GteModel"],
    "auto_map": ["AutoModel": "modeling_hf_alibaba_nlp_gte.GteModel"], "model_type": "gte",
    "rope_scaling": nil, "rope_theta": 160_000, "torch_dtype": "float32",
    "transformers_version": "4.44.2", "unpad_inputs": "true",
    "use_memory_efficient_attention": "true",
  ])

  /// nomic-embed-text-v1.5, with the keys that transformers 5 reads.
  static let nomicGated = nomicMoE.removing([
    "_name_or_path", "add_pooling_layer", "expert_choice_router", "ffn_div",
    "moe_every_n_layers", "moe_impl", "moe_normalize_expert_weights", "moe_resid_pdrop",
    "moe_top_k", "num_experts", "num_shared_experts", "router_aux_loss_coef",
  ]).setting([
    "activation_function": "swiglu", "embd_pdrop": 0.0, "hidden_act": "silu",
    "layer_norm_epsilon": 1e-12, "max_position_embeddings": 2048, "mlp_fc1_bias": false,
    "mlp_fc2_bias": false, "n_positions": 8192, "pad_token_id": 0, "qkv_proj_bias": false,
    "rope_parameters": ["rope_theta": 1000.0, "rope_type": "default"], "rotary_emb_base": 1000,
    "summary_first_dropout": 0.0, "type_vocab_size": 2, "use_rms_norm": false,
    "vocab_size": 30528,
  ])
}
