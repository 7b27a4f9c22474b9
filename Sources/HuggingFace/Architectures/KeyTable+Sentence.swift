import Base

extension KeyTable {
  /// A module of `modules.json`.
  static let module: KeyTable = [
    "idx": .read,
    "path": .read,
    "type": .read,
    "name": .inert("a label"),
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
    "pooling_mode_max_tokens": .fixed([false, nil]),
    "pooling_mode_mean_sqrt_len_tokens": .fixed([false, nil]),
    "pooling_mode_weightedmean_tokens": .fixed([false, nil]),
    "pooling_mode_lasttoken": .fixed([false, nil]),
    "include_prompt": .read,
    "embedding_dimension": .read,
    "pooling_mode": .read,
  ]

  /// `sentence_bert_config.json`; the keys after the first two are those of sentence-transformers 6.
  ///
  /// Source: sentence-transformers 6.2, `base/modules/transformer.py`.
  static let sentenceBert: KeyTable = [
    "max_seq_length": .read,
    "do_lower_case": .fixed([false, nil]),
    "model_args": .fixed([[:], nil]),
    "tokenizer_args": .fixed([[:], nil]),
    "config_args": .fixed([[:], nil]),
    "transformer_task": .fixed(["feature-extraction"]),
    "modality_config": .fixed([
      ["text": ["method": "forward", "method_output_name": "last_hidden_state"]]
    ]),
    "module_output_name": .fixed(["token_embeddings"]),
    "processing_kwargs": .fixed([[:], nil]),
    "query_length": .fixed([nil]),
    "document_length": .fixed([nil]),
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
    "truncate_dim": .fixed([nil]),
    "__version__": .inert("which versions wrote the file"),
  ]
}
