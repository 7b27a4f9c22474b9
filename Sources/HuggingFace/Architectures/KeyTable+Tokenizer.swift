import Base

// The keys of the files that say how texts become token ids.

extension KeyTable {
  /// `tokenizer_config.json`.
  ///
  /// It names the tokens that `special_tokens_map.json` names and more. Further keys whose names end in
  /// `_token` name tokens, too; any other key is handed to the class, which does not read it.
  ///
  /// Source: transformers 5.23, `tokenization_utils_base.py`, `tokenization_utils_tokenizers.py`,
  /// `models/{auto,bert,camembert,roberta,xlm_roberta}/tokenization_*.py`, `models/auto/processing_auto.py`.
  static let tokenizerConfig = specialTokensMap.merging([
    "tokenizer_class": .read,
    "do_lower_case": .read,
    "strip_accents": .read,
    "tokenize_chinese_chars": .read,
    "add_prefix_space": .read,
    "split_special_tokens": .read,
    "truncation_side": .read,
    "model_max_length": .read,
    "max_len": .read,
    "model_input_names": .read,
    "added_tokens_decoder": .read,
    "model_specific_special_tokens": .read,
    "auto_map": .fixed([nil, [:]]),
    "processor_class": .fixed([nil]),
    "init_inputs": .fixed([[], nil]),
    "fast_tokenizer_files": .fixed([["tokenizer.json"], nil]),
    "padding_side": .fixed(["right", nil]),
    "vocab": .fixed([nil]),
    "merges": .fixed([nil]),
    "gguf_file": .fixed([nil]),
    "tokenizer_object": .fixed([nil]),
    "post_processor": .fixed([nil]),
    "fix_mistral_regex": .fixed([false, nil]),
  ]).merging(tokenizerConfigInert)

  private static let tokenizerConfigInert = KeyTable(inert: [
    "the class or tokenizer.json says what stands around a text": [
      "add_bos_token", "add_eos_token",
    ],
    "the folder's own file is taken": [
      "vocab_file", "tokenizer_file", "merges_file", "special_tokens_map_file",
      "full_tokenizer_file",
    ],
    "where the tokenizer once came from": ["name_or_path", "is_local", "local_files_only"],
    "which library the class stands on": ["backend"],
    "transformers 5 has one tokenizer of each kind": ["use_fast", "from_slow"],
    "only Python tokenizers of transformers 4 read it": [
      "do_basic_tokenize", "never_split", "sp_model_kwargs",
    ],
    "the class or tokenizer.json says which piece is the unknown one": ["unk_id"],
    "BERT's class always cleans text": ["clean_text"],
    "BERT's class always takes ##": ["wordpieces_prefix"],
    "offsets of tokens only": ["trim_offsets"],
    "ids to text only": [
      "errors", "clean_up_tokenization_spaces",
      "clean_up_tokenization_spaces_for_bpe_even_though_it_will_corrupt_output",
      "spaces_between_special_tokens",
    ],
    "conversations only": [
      "chat_template", "response_template", "response_schema", "chat_control_tokens",
    ],
    "an argument of calls, which sentence-transformers gives itself": [
      "max_length", "stride", "truncation_strategy", "truncation",
    ],
    "sequences are packed without padding": ["padding", "pad_to_multiple_of", "pad_token_type_id"],
    "every token of a text has type 0": ["return_token_type_ids"],
    "which files were once read": ["files_loaded"],
    "messages only": ["verbose"],
  ])

  /// `special_tokens_map.json`, which counts where `tokenizer_config.json` has no
  /// `added_tokens_decoder`.
  ///
  /// Further keys whose names end in `_token` name tokens, too.
  ///
  /// Source: transformers 5.23, `PreTrainedTokenizerBase._from_pretrained`.
  static let specialTokensMap: KeyTable = [
    "bos_token": .read,
    "eos_token": .read,
    "unk_token": .read,
    "sep_token": .read,
    "pad_token": .read,
    "cls_token": .read,
    "mask_token": .read,
    "additional_special_tokens": .read,
    "extra_special_tokens": .read,
  ]

  /// `tokenizer.json`; the model's and the steps' own fields are checked where they are read.
  ///
  /// Source: huggingface/tokenizers 0.23, `tokenizer/serialization.rs`.
  static let tokenizerJSON: KeyTable = [
    "added_tokens": .read,
    "normalizer": .read,
    "pre_tokenizer": .read,
    "post_processor": .read,
    "model": .read,
    "truncation": .read,
    "padding": .read,
    "decoder": .inert("ids to text only"),
    "version": .inert("which version of the format it is"),
  ]

  /// `tokenizer_args` or `processor_kwargs` of a sentence-transformers file, which override
  /// `tokenizer_config.json`.
  static let tokenizerArguments: KeyTable = [
    "model_max_length": .read,
    "truncation_side": .read,
    "do_lower_case": .read,
    "strip_accents": .read,
    "tokenize_chinese_chars": .read,
    "split_special_tokens": .read,
    "padding_side": .fixed(["right", nil]),
    "use_fast": .inert("transformers 5 has one tokenizer of each kind"),
    "trust_remote_code": .inert("the library removes it"),
    "clean_up_tokenization_spaces": .inert("ids to text only"),
  ]

  /// `processing_kwargs` of a sentence-transformers file.
  ///
  /// Source: sentence-transformers 6.2, `Transformer.preprocess`.
  static let processingArguments: KeyTable = [
    "text": .read,
    "common": .fixed([[:], nil]),
    "chat_template": .inert("conversations only"),
    "audio": .inert("texts only"),
    "image": .inert("texts only"),
    "video": .inert("texts only"),
  ]

  /// `processing_kwargs.text`: arguments of the call that tokenises texts.
  static let textArguments: KeyTable = [
    "max_length": .read,
    "truncation": .fixed(["longest_first", true, "only_first"]),
    "add_special_tokens": .fixed([true]),
    "split_special_tokens": .fixed([nil, false]),
    "return_attention_mask": .fixed([nil, true]),
    "padding_side": .fixed([nil, "right"]),
    "padding": .inert("sequences are packed without padding"),
    "pad_to_multiple_of": .inert("sequences are packed without padding"),
    "return_token_type_ids": .inert("every token of a text has type 0"),
    "stride": .inert("only what is cut off would overlap"),
    "verbose": .inert("messages only"),
  ]

  /// Whether a key names a token.
  static func namesToken(_ key: String) -> Bool { key.hasSuffix("_token") }
}
