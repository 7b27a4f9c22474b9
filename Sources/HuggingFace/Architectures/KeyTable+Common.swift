import Base

extension KeyTable {
  /// The keys that `transformers` writes or reads for every kind of model.
  ///
  /// Source: `PretrainedConfig` of transformers 4.44, 4.57 and 5.23, and what `modeling_utils.py`,
  /// `masking_utils.py` and `integrations` read of it.
  static let common: KeyTable = KeyTable([
    "model_type": .read,
    "architectures": .read,
    "vocab_size": .read,
    "type_vocab_size": .read,
    "matryoshka_dimensions": .read,
    "is_decoder": .fixed([false, nil]),
    "is_encoder_decoder": .fixed([false, nil]),
    "add_cross_attention": .fixed([false, nil]),
    "quantization_config": .fixed([nil]),
    "compression_config": .fixed([nil]),
    "pruned_heads": .fixed([[:], nil]),
    "per_layer_config": .fixed([nil, [:]]),
    "transformers_weights": .fixed([nil]),
    "configuration_files": .fixed([nil]),
    "fusion_config": .fixed([nil]),
    "_name_or_path": .inert("where the configuration once came from"),
    "name_or_path": .inert("where the configuration once came from"),
    "_commit_hash": .inert("where the configuration once came from"),
    "unsloth_version": .inert("which tool wrote the file"),
    "auto_map": .inert("which Python classes to import"),
    "transformers_version": .inert("which version wrote the file"),
    "torch_dtype": .inert("every tensor of the weights says its own type"),
    "dtype": .inert("every tensor of the weights says its own type"),
    "use_bfloat16": .inert("TensorFlow only"),
    "tf_legacy_loss": .inert("TensorFlow only"),
    "xla_device": .inert("TensorFlow only"),
    "initializer_range": .inert("training only"),
    "pad_token_id": .inert("sequences are packed without padding"),
    "bos_token_id": .inert("the tokenizer says which tokens begin a text"),
    "eos_token_id": .inert("the tokenizer says which tokens end a text"),
    "sep_token_id": .inert("the tokenizer says which tokens separate texts"),
    "tokenizer_class": .inert("the tokenizer is read from its own file"),
    "tie_word_embeddings": .inert("there is no language-model head"),
    "id2label": .inert("classification only"),
    "label2id": .inert("classification only"),
    "num_labels": .inert("classification only"),
    "_num_labels": .inert("classification only"),
    "problem_type": .inert("classification only"),
    "finetuning_task": .inert("training only"),
    "task_specific_params": .inert("pipelines only"),
    "prefix": .inert("pipelines only"),
    "classifier_dropout": .inert("training only"),
    "gradient_checkpointing": .inert("training only"),
    "output_attentions": .inert("what the Python call returns"),
    "output_hidden_states": .inert("what the Python call returns"),
    "tie_last_hidden_states": .inert("what the Python call returns"),
    "return_dict": .inert("what the Python call returns"),
    "use_return_dict": .inert("what the Python call returns"),
    "torchscript": .inert("how Python runs the model"),
    "chunk_size_feed_forward": .inert("how Python cuts the work, not its result"),
    "attn_implementation": .inert("which attention kernel Python uses"),
    "_attn_implementation": .inert("which attention kernel Python uses"),
    "_attn_implementation_internal": .inert("which attention kernel Python uses"),
    "_attn_implementation_autoset": .inert("which attention kernel Python uses"),
    "add_pooling_layer": .inert("the pooler is not part of a sentence embedding"),
  ]).merging(generation)

  /// The settings of text generation that older versions wrote into every `config.json`.
  ///
  /// Source: `GenerationConfig._get_default_generation_params` of transformers 5.23,
  /// `PretrainedConfig._get_global_generation_defaults` of 4.57, and what 2 and 3 wrote besides.
  private static let generation = KeyTable(
    Dictionary(
      uniqueKeysWithValues: [
        "assistant_confidence_threshold", "assistant_lookbehind", "bad_words_ids",
        "begin_suppress_tokens", "cross_attention_hidden_size", "decoder_start_token_id",
        "diversity_penalty", "do_sample", "early_stopping", "encoder_no_repeat_ngram_size",
        "encoder_repetition_penalty", "epsilon_cutoff", "eta_cutoff",
        "exponential_decay_length_penalty", "forced_bos_token_id", "forced_eos_token_id",
        "length_penalty", "max_length", "min_length", "no_repeat_ngram_size",
        "num_assistant_tokens", "num_assistant_tokens_schedule", "num_beam_groups", "num_beams",
        "num_return_sequences", "output_past", "output_scores", "remove_invalid_values",
        "repetition_penalty", "return_dict_in_generate", "suppress_tokens", "target_lookbehind",
        "temperature", "tie_encoder_decoder", "top_k", "top_p", "typical_p", "use_cache",
      ].map { ($0, KeyRule.inert("text generation only")) }))
}

/// Keys of a `config.json` that no class of the model reads.
///
/// The libraries' own code does not look at them, so they change no vector there; they are named in
/// a note. A key that plainly sets what some architecture computes is refused all the same: who
/// wrote it expects a model that the file does not describe.
enum UnreadKey {
  /// Words of keys that set what an architecture computes.
  static let words: Set<String> = [
    "act", "activation", "adapter", "adapters", "alibi", "attention", "attn", "bias",
    "bidirectional", "causal", "conv", "embedding", "embeddings", "expert", "experts", "geglu",
    "glu", "layernorm", "logit", "logits", "lora", "moe", "norm", "position", "positions",
    "prenorm", "quantization", "relative", "residual", "rms", "rope", "rotary", "router", "scale",
    "scaling", "sliding", "swiglu", "window",
  ]

  /// Whether a key that is in no table may pass: training only, switched off, or without any of
  /// `words`.
  static func passes(_ member: JSONObject.Member) -> Bool {
    let words = member.name.lowercased().split(separator: "_").map(String.init)
    if words.contains("dropout") || words.contains("pdrop") || isOff(member.value) { return true }
    return UnreadKey.words.isDisjoint(with: words)
  }

  private static func isOff(_ value: JSONValue) -> Bool {
    switch value {
    case .null, .bool(false): true
    case .string(let text): text.isEmpty
    case .array(let elements): elements.isEmpty
    case .object(let object): object.members.isEmpty
    default: false
    }
  }
}
