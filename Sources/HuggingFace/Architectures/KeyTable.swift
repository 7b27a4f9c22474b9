import Base

/// How one key of a JSON file is handled.
enum KeyRule: Equatable, Sendable {
  /// A reader takes the value and decides by it.
  case read
  /// The value must be one of these, as other values would need what is not supported; a missing
  /// key means the first, which is the default of the original class.
  case fixed([JSONValue])
  /// The value has no influence on a vector computed on a CPU, for the reason given.
  case inert(String)
}

/// All keys that a JSON file may have; a key that is not in the table is refused by name.
struct KeyTable: Sendable, ExpressibleByDictionaryLiteral {
  private(set) var rules: [Identifier: KeyRule]

  init(dictionaryLiteral elements: (String, KeyRule)...) {
    rules = Dictionary(uniqueKeysWithValues: elements.map { (Identifier($0.0), $0.1) })
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
  /// - Throws: `HuggingFaceError.unknownKey`, `.value`.
  func check(_ source: ConfigurationFile) throws(HuggingFaceError) {
    for member in source.object.members {
      let key = source.prefix + member.name
      switch rules[Identifier(member.name)] {
      case .none:
        throw .unknownKey(file: source.file, key: key, found: member.value.text(limit: 60))
      case .fixed(let values):
        guard values.contains(where: { $0.isSame(as: member.value) }) else {
          throw .value(
            file: source.file, key: key,
            expected: values.map { $0.text(limit: 60) }.joined(separator: " or "),
            found: member.value.text(limit: 60))
        }
      case .read, .inert: break
      }
    }
  }
}

extension JSONValue {
  /// Equality by value: 1 and 1.0 are one number.
  func isSame(as other: JSONValue) -> Bool {
    if let mine = double, let others = other.double { return mine == others }
    return self == other
  }

  /// The JSON text, cut to `limit` characters.
  func text(limit: Int) -> String {
    let whole = text
    return whole.count > limit ? "\(whole.prefix(limit))..." : whole
  }
}

extension KeyTable {
  /// The keys that `transformers` writes for every kind of model.
  ///
  /// Source: `PretrainedConfig` of transformers 4.44 and 5.23.
  static let common: KeyTable = [
    "model_type": .read,
    "architectures": .read,
    "vocab_size": .read,
    "type_vocab_size": .read,
    "matryoshka_dimensions": .read,
    "is_decoder": .fixed([false, nil]),
    "is_encoder_decoder": .fixed([false, nil]),
    "add_cross_attention": .fixed([false, nil]),
    "quantization_config": .fixed([nil]),
    "pruned_heads": .fixed([[:], nil]),
    "_name_or_path": .inert("where the configuration once came from"),
    "auto_map": .inert("which Python classes to import"),
    "transformers_version": .inert("which version wrote the file"),
    "torch_dtype": .inert("every tensor of the weights says its own type"),
    "dtype": .inert("every tensor of the weights says its own type"),
    "initializer_range": .inert("training only"),
    "pad_token_id": .inert("sequences are packed without padding"),
    "bos_token_id": .inert("the tokenizer says which tokens begin a text"),
    "eos_token_id": .inert("the tokenizer says which tokens end a text"),
    "sep_token_id": .inert("the tokenizer says which tokens separate texts"),
    "tokenizer_class": .inert("the tokenizer is read from its own file"),
    "tie_word_embeddings": .inert("there is no language-model head"),
    "use_cache": .inert("text generation only"),
    "id2label": .inert("classification only"),
    "label2id": .inert("classification only"),
    "num_labels": .inert("classification only"),
    "problem_type": .inert("classification only"),
    "finetuning_task": .inert("training only"),
    "classifier_dropout": .inert("training only"),
    "gradient_checkpointing": .inert("training only"),
    "output_attentions": .inert("what the Python call returns"),
    "output_hidden_states": .inert("what the Python call returns"),
    "return_dict": .inert("what the Python call returns"),
    "torchscript": .inert("how Python runs the model"),
    "chunk_size_feed_forward": .inert("how Python cuts the work, not its result"),
    "attn_implementation": .inert("which attention kernel Python uses"),
    "_attn_implementation": .inert("which attention kernel Python uses"),
    "_attn_implementation_autoset": .inert("which attention kernel Python uses"),
    "add_pooling_layer": .inert("the pooler is not part of a sentence embedding"),
  ]
}
