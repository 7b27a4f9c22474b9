import Base

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
