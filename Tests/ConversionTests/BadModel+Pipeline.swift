import TestSupport

/// Folders whose tokenizer files or modules must be refused.
extension BadModel {
  private static let pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "b", "c"]

  /// A model with a `vocab.txt` and other tokenizer files beside it.
  private static func tokenizer(
    _ name: String, _ names: [String], configuration: String, others: [String: String] = [:]
  ) -> BadModel {
    BadModel(name: name, names: names, includesTokenizer: true) {
      var files = BadModel.files(dense)
      files["vocab.txt"] = Array(pieces.map { "\($0)\n" }.joined().utf8)
      files["tokenizer_config.json"] = Array(configuration.utf8)
      for (file, text) in others { files[file] = Array(text.utf8) }
      return files
    }
  }

  /// A model with a `sentencepiece.bpe.model` that says something else than XLM-RoBERTa's.
  private static func sentencePiece(
    _ name: String, _ names: [String], _ bytes: [UInt8],
    configuration: String = #"{"tokenizer_class":"XLMRobertaTokenizer"}"#
  ) -> BadModel {
    BadModel(
      name: name, names: ["sentencepiece.bpe.model"] + names, includesTokenizer: true
    ) {
      var files = BadModel.files(dense)
      files["sentencepiece.bpe.model"] = bytes
      files["tokenizer_config.json"] = Array(configuration.utf8)
      return files
    }
  }

  /// A model with a module behind the pooling.
  private static func module(
    _ name: String, _ names: [String], type: String, path: String, _ configuration: String
  ) -> BadModel {
    BadModel(name: name, names: names) {
      let models = "sentence_transformers.models."
      let modules = [("Transformer", ""), ("Pooling", "1_Pooling"), (type, path)].enumerated().map {
        #"{"idx":\#($0),"name":"\#($0)","path":"\#($1.1)","type":"\#(models)\#($1.0)"}"#
      }
      var files = BadModel.files(dense)
      files["modules.json"] = Array("[\(modules.joined(separator: ","))]".utf8)
      files["\(path)/config.json"] = Array(configuration.utf8)
      return files
    }
  }

  private static func pooling(_ name: String, _ names: [String], _ configuration: String)
    -> BadModel
  {
    BadModel(name: name, names: ["1_Pooling/config.json"] + names) {
      var files = BadModel.files(dense)
      files["1_Pooling/config.json"] = Array(configuration.utf8)
      return files
    }
  }

  static let tokenizerFiles: [BadModel] = [
    tokenizer(
      "tokenizer-class", ["tokenizer_config.json", "T5Tokenizer"],
      configuration: #"{"tokenizer_class":"T5Tokenizer"}"#),
    tokenizer(
      "tokenizer-padding-left", ["tokenizer_config.json", "padding_side", "left"],
      configuration: #"{"padding_side":"left"}"#),
    tokenizer(
      "tokenizer-model-inputs", ["tokenizer_config.json", "model_input_names"],
      configuration: #"{"model_input_names":["input_ids"]}"#),
    tokenizer(
      "tokenizer-truncation-side", ["tokenizer_config.json", "truncation_side", "middle"],
      configuration: #"{"truncation_side":"middle"}"#),
    tokenizer(
      "tokenizer-class-of-code", ["tokenizer_config.json", "auto_map"],
      configuration: #"{"auto_map":{"AutoTokenizer":["a.A",null]}}"#),
    tokenizer(
      "tokenizer-split-hides", ["tokenizer_config.json", "split_special_tokens", "'[SEP]'"],
      configuration:
        #"{"split_special_tokens":true,"added_tokens_decoder":{"8":{"content":"a[SEP]"}}}"#),
    tokenizer(
      "tokenizer-token-without-row", ["vocab.txt", "at most 8 ids", "found 9"], configuration: "{}",
      others: ["added_tokens.json": #"{"[NEW]":8}"#]),
    tokenizer(
      "tokenizer-token-number", ["tokenizer_config.json", "cls_token", "found the integer 1"],
      configuration: #"{"cls_token":1}"#),
    tokenizer(
      "tokenizer-token-without-content", ["tokenizer_config.json", "mask_token.content"],
      configuration: #"{"mask_token":{"__type":"AddedToken","lstrip":true}}"#),
    tokenizer(
      "tokenizer-token-flag",
      ["tokenizer_config.json", "query_token.single_word", "found the integer 1"],
      configuration: #"{"query_token":{"content":"a","single_word":1}}"#),
    tokenizer(
      "tokenizer-map-number", ["special_tokens_map.json", "pad_token", "found the integer 0"],
      configuration: "{}", others: ["special_tokens_map.json": #"{"pad_token":0}"#]),
    tokenizer(
      "tokenizer-map-without-content", ["special_tokens_map.json", "sep_token.content"],
      configuration: "{}",
      others: ["special_tokens_map.json": #"{"sep_token":{"id":3}}"#]),
    tokenizer(
      "tokenizer-map-flag", ["special_tokens_map.json", "unk_token.rstrip", "found the string"],
      configuration: "{}",
      others: ["special_tokens_map.json": #"{"unk_token":{"content":"[UNK]","rstrip":"no"}}"#]),
    tokenizer(
      "tokenizer-map-named", ["special_tokens_map.json", "query_token.normalized"],
      configuration: "{}",
      others: [
        "special_tokens_map.json": #"{"query_token":{"content":"a","normalized":[]}}"#
      ]),
    tokenizer(
      "tokenizer-map-text", ["special_tokens_map.json"], configuration: "{}",
      others: ["special_tokens_map.json": #""[CLS]""#]),
    // A piece without text, and a field of `normalizer_spec` or `trainer_spec` set to another value.
    sentencePiece(
      "sentencepiece-no-dummy-prefix", ["normalizer_spec.add_dummy_prefix", "true", "false"],
      [0x0a, 0x00, 0x1a, 0x02, 0x18, 0x00]),
    sentencePiece(
      "sentencepiece-spaces-kept", ["normalizer_spec.remove_extra_whitespaces", "true", "false"],
      [0x0a, 0x00, 0x1a, 0x02, 0x20, 0x00]),
    sentencePiece(
      "sentencepiece-spaces-plain", ["normalizer_spec.escape_whitespaces", "true", "false"],
      [0x0a, 0x00, 0x1a, 0x02, 0x28, 0x00]),
  ]

  static let modules: [BadModel] = [
    config(
      "config-other-file", ["config.json", "configuration_files"],
      replacing: #""hidden_act""#, with: #""configuration_files":["config.5.0.json"],"hidden_act""#),
    pooling(
      "pooling-unknown", ["pooling_mode", "median"],
      #"{"embedding_dimension":32,"pooling_mode":"median"}"#),
    pooling(
      "pooling-twice", ["pooling_mode", "mean"],
      #"{"embedding_dimension":32,"pooling_mode":["mean","mean"]}"#),
    pooling(
      "pooling-width", ["embedding_dimension", "32", "48"],
      #"{"embedding_dimension":48,"pooling_mode":"mean"}"#),
    module(
      "module-router", ["modules.json", "Router"], type: "Router", path: "2_Router", "{}"),
    module(
      "dense-activation", ["2_Dense/config.json", "activation_function", "Mish"], type: "Dense",
      path: "2_Dense",
      #"{"in_features":32,"out_features":8,"bias":true,"activation_function":"torch.nn.Mish"}"#),
    module(
      "dense-residual", ["2_Dense/config.json", "use_residual"], type: "Dense", path: "2_Dense",
      #"{"in_features":32,"out_features":32,"bias":true,"use_residual":true}"#),
    module(
      "dense-width", ["2_Dense/config.json", "in_features", "32", "48"], type: "Dense",
      path: "2_Dense",
      #"{"in_features":48,"out_features":8,"bias":true,"activation_function":"torch.nn.Tanh"}"#),
    module(
      "dense-without-weights", ["2_Dense", "model.safetensors"], type: "Dense", path: "2_Dense",
      #"{"in_features":32,"out_features":8,"bias":true,"activation_function":"torch.nn.Tanh"}"#),
  ]
}
