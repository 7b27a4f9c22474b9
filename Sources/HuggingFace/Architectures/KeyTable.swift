import Base

/// How one key of a JSON file is handled.
enum KeyRule: Equatable, Sendable {
  /// A reader takes the value and decides by it.
  case read
  /// A reader takes the value; a missing key means this, the default of the original class.
  case defaulted(JSONValue)
  /// The value must be one of these, as other values would need what is not supported; a missing
  /// key means the first, which is the default of the original class.
  case fixed([JSONValue])
  /// The value has no influence on a vector computed on a CPU, for the reason given.
  case inert(String)
}

/// All keys that a JSON file may have; a key that is not in the table is refused by name, unless
/// no code reads it.
struct KeyTable: Sendable, ExpressibleByDictionaryLiteral {
  private(set) var rules: [Identifier: KeyRule]

  init(dictionaryLiteral elements: (String, KeyRule)...) {
    rules = Dictionary(uniqueKeysWithValues: elements.map { (Identifier($0.0), $0.1) })
  }

  /// Keys without influence on a vector, by the reason.
  init(inert keys: KeyValuePairs<String, [String]>) {
    rules = Dictionary(
      uniqueKeysWithValues: keys.flatMap { reason, keys in
        keys.map { (Identifier($0), KeyRule.inert(reason)) }
      })
  }

  /// Both tables; a rule of `other` replaces one of this table.
  func merging(_ other: KeyTable) -> KeyTable {
    var result = self
    result.rules.merge(other.rules) { $1 }
    return result
  }

  /// The keys that `other` lacks or has another rule for.
  func removing(_ other: KeyTable) -> KeyTable {
    var result = self
    result.rules = rules.filter { other.rules[$0.key] != $0.value }
    return result
  }

  /// Refuses unknown keys and values other than the fixed ones.
  ///
  /// - Returns: the unknown keys that `isUnread` lets pass, as the text has them.
  /// - Throws: `HuggingFaceError.unknownKey`, `.value`.
  @discardableResult
  func check(
    _ source: ConfigurationFile, passing isUnread: (JSONObject.Member) -> Bool = { _ in false }
  ) throws(HuggingFaceError) -> [String] {
    var unread: [String] = []
    for member in try source.object().members {
      let key = source.path(of: member.name)
      switch rules[Identifier(member.name)] {
      case .none:
        guard isUnread(member) else {
          throw .unknownKey(file: source.file, key: key, found: member.value.words(limit: 60))
        }
        unread.append(member.name)
      case .fixed(let values):
        guard values.contains(where: { $0.isSame(as: member.value) }) else {
          throw .value(
            file: source.file, key: key,
            expected: values.map { $0.words(limit: 60) }.joined(separator: " or "),
            found: member.value.words(limit: 60))
        }
      case .read, .defaulted, .inert: break
      }
    }
    return unread
  }

  /// The defaults of keys that `object` lacks, ascending by name.
  func defaults(missingIn object: JSONObject) -> [(name: String, value: JSONValue)] {
    var found: [(name: String, value: JSONValue)] = []
    for (key, rule) in rules.sorted(by: { $0.key < $1.key }) {
      guard case .defaulted(let value) = rule, object[key.text] == nil else { continue }
      found.append((key.text, value))
    }
    return found
  }
}

extension JSONValue {
  /// Equality by value: 1 and 1.0 are one number.
  func isSame(as other: JSONValue) -> Bool {
    if let mine = double, let others = other.double { return mine == others }
    return self == other
  }

  /// The JSON text, cut to `limit` characters.
  func words(limit: Int) -> String {
    // JSON has no word for it, Python has.
    if case .number(let value) = self, !value.isFinite { return "\(value)" }
    // A character has at most four bytes.
    return text(limit: 4 * limit).cut(to: limit)
  }
}

extension KeyTable {
  /// The keys that `transformers` writes or reads for every kind of model.
  ///
  /// Source: `PretrainedConfig` of transformers 4.44, 4.57 and 5.23, and what `modeling_utils.py`,
  /// `masking_utils.py` and `integrations` read of it.
  static let common = commonDecisive.merging(commonInert)

  private static let commonDecisive: KeyTable = [
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
  ]

  private static let commonInert = KeyTable(inert: [
    "where the configuration once came from": ["_name_or_path", "name_or_path", "_commit_hash"],
    "which tool wrote the file": ["unsloth_version"],
    "which Python classes to import": ["auto_map"],
    "which version wrote the file": ["transformers_version"],
    "every tensor of the weights says its own type": ["torch_dtype", "dtype"],
    "TensorFlow only": ["use_bfloat16", "tf_legacy_loss", "xla_device"],
    "training only": [
      "initializer_range", "finetuning_task", "classifier_dropout", "gradient_checkpointing",
    ],
    "sequences are packed without padding": ["pad_token_id"],
    "the tokenizer says which tokens begin a text": ["bos_token_id"],
    "the tokenizer says which tokens end a text": ["eos_token_id"],
    "the tokenizer says which tokens separate texts": ["sep_token_id"],
    "the tokenizer is read from its own file": ["tokenizer_class"],
    "there is no language-model head": ["tie_word_embeddings"],
    "classification only": ["id2label", "label2id", "num_labels", "_num_labels", "problem_type"],
    "pipelines only": ["task_specific_params", "prefix"],
    "what the Python call returns": [
      "output_attentions", "output_hidden_states", "tie_last_hidden_states", "return_dict",
      "use_return_dict",
    ],
    "how Python runs the model": ["torchscript"],
    "how Python cuts the work, not its result": ["chunk_size_feed_forward"],
    "which attention kernel Python uses": [
      "attn_implementation", "_attn_implementation", "_attn_implementation_internal",
      "_attn_implementation_autoset",
    ],
    "the pooler is not part of a sentence embedding": ["add_pooling_layer"],
    // `GenerationConfig._get_default_generation_params` of transformers 5.23,
    // `PretrainedConfig._get_global_generation_defaults` of 4.57, and what 2 and 3 wrote besides.
    "text generation only": [
      "assistant_confidence_threshold", "assistant_lookbehind", "bad_words_ids",
      "begin_suppress_tokens", "cross_attention_hidden_size", "decoder_start_token_id",
      "diversity_penalty", "do_sample", "early_stopping", "encoder_no_repeat_ngram_size",
      "encoder_repetition_penalty", "epsilon_cutoff", "eta_cutoff",
      "exponential_decay_length_penalty", "forced_bos_token_id", "forced_eos_token_id",
      "length_penalty", "max_length", "min_length", "no_repeat_ngram_size", "num_assistant_tokens",
      "num_assistant_tokens_schedule", "num_beam_groups", "num_beams", "num_return_sequences",
      "output_past", "output_scores", "remove_invalid_values", "repetition_penalty",
      "return_dict_in_generate", "suppress_tokens", "target_lookbehind", "temperature",
      "tie_encoder_decoder", "top_k", "top_p", "typical_p", "use_cache",
    ],
  ])
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
    case .list(let elements): elements.isEmpty
    case .object(let object): object.members.isEmpty
    default: false
    }
  }
}
