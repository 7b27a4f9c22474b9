import Base

// The keys of sentence-transformers' files.

extension KeyTable {
  /// A module of `modules.json`.
  ///
  /// Source: sentence-transformers 6.2, `base/model.py`, `_load_modules`.
  static let module: KeyTable = [
    "idx": .inert("modules run in the order of the list"),
    "path": .read,
    "type": .read,
    "name": .read,
    "kwargs": .fixed([[], nil]),
  ]

  /// `1_Pooling/config.json` as sentence-transformers 2 to 5 write it and, the last two keys, as 6
  /// does.
  ///
  /// Source: sentence-transformers 6.2, `sentence_transformer/modules/pooling.py`.
  static let pooling: KeyTable = [
    "word_embedding_dimension": .read,
    "pooling_mode_cls_token": .read,
    "pooling_mode_mean_tokens": .read,
    "pooling_mode_max_tokens": .read,
    "pooling_mode_mean_sqrt_len_tokens": .read,
    "pooling_mode_weightedmean_tokens": .read,
    "pooling_mode_lasttoken": .read,
    "include_prompt": .read,
    "embedding_dimension": .read,
    "pooling_mode": .read,
  ]

  /// `config.json` of a Dense module; a missing `activation_function` is Tanh, a missing `bias` true.
  ///
  /// Source: sentence-transformers 6.2, `base/modules/dense.py`.
  static let dense: KeyTable = [
    "in_features": .read,
    "out_features": .read,
    "bias": .read,
    "activation_function": .read,
    "module_input_name": .fixed(["sentence_embedding"]),
    "module_output_name": .fixed(["sentence_embedding", nil]),
    "use_residual": .fixed([false]),
  ]

  /// `config.json` of a LayerNorm module.
  ///
  /// Source: sentence-transformers 6.2, `sentence_transformer/modules/layer_norm.py`.
  static let layerNorm: KeyTable = ["dimension": .read]

  /// `config.json` of a Normalize module; versions before 6 write none.
  ///
  /// Source: sentence-transformers 6.2, `base/modules/normalize.py`.
  static let normalize: KeyTable = [
    "module_input_name": .fixed(["sentence_embedding"]),
    "module_output_name": .fixed(["sentence_embedding", nil]),
  ]

  /// `config.json` of a Dropout module.
  static let dropout: KeyTable = ["dropout": .inert("training only")]

  /// `sentence_bert_config.json`; the keys after the first two are those of sentence-transformers 6.
  ///
  /// Source: sentence-transformers 6.2, `base/modules/transformer.py`.
  static let sentenceBert: KeyTable = [
    "max_seq_length": .read,
    "do_lower_case": .read,
    "model_args": .fixed([[:], nil]),
    "model_kwargs": .fixed([[:], nil]),
    "tokenizer_args": .read,
    "processor_kwargs": .read,
    "config_args": .fixed([[:], nil]),
    "config_kwargs": .fixed([[:], nil]),
    "transformer_task": .fixed(["feature-extraction"]),
    "modality_config": .fixed([
      ["text": ["method": "forward", "method_output_name": "last_hidden_state"]]
    ]),
    "module_output_name": .fixed(["token_embeddings"]),
    "processing_kwargs": .read,
    "query_length": .inert("encode_query only; encode, with or without a prompt, does not use it"),
    "document_length": .inert(
      "encode_document only; encode, with or without a prompt, does not use it"),
    "query_expansion": .fixed([nil]),
    "unpad_inputs": .inert("sequences are packed without padding"),
  ]

  /// `config_sentence_transformers.json`.
  ///
  /// Source: sentence-transformers 6.2, `sentence_transformer/model.py` and `base/model.py`.
  static let sentenceTransformers: KeyTable = [
    "prompts": .read,
    "default_prompt_name": .read,
    "similarity_fn_name": .read,
    "matryoshka_dimensions": .read,
    "model_type": .fixed(["SentenceTransformer", nil]),
    "truncate_dim": .read,
    "__version__": .inert("which versions wrote the file"),
  ]
}
