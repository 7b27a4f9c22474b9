import Base
import Model

extension SentenceFiles {
  /// What the pipeline does to the token vectors.
  struct Pipeline: Equatable {
    let pooling: Pooling
    let normalizes: Bool
    let includesPrompt: Bool
  }

  /// Reads `modules.json`: Transformer, Pooling and optionally Normalize, and nothing else.
  func pipeline(pooling given: Pooling?) throws(HuggingFaceError) -> Pipeline {
    guard let value = files.modules else {
      guard let given else {
        throw .missingFile(
          folder: files.folder, file: ModelFiles.modulesName,
          purpose: "the steps from tokens to a vector; without it name a pooling")
      }
      return Pipeline(pooling: given, normalizes: true, includesPrompt: true)
    }
    let kinds = try moduleKinds(value)
    let poolingFile = try self.poolingFile()
    let mode = try poolingMode(poolingFile)
    if let given, given != mode {
      throw .value(
        file: poolingFile.file, key: "pooling", expected: "\(given.rawValue), as was asked for",
        found: mode.rawValue)
    }
    let includesPrompt = try poolingFile.optionalBool("include_prompt") ?? true
    // The first token is taken whatever precedes the text; a mean without the prompt's tokens is not.
    guard includesPrompt || mode == .cls else {
      throw poolingFile.wrong(
        "include_prompt", expected: "true, as means are over all tokens", found: false)
    }
    return Pipeline(
      pooling: mode, normalizes: kinds.count == 3, includesPrompt: includesPrompt)
  }

  private func moduleKinds(_ value: JSONValue) throws(HuggingFaceError) -> [String] {
    let file = files.path(ModelFiles.modulesName)
    guard let modules = value.array else {
      throw .value(file: file, key: "", expected: "an array", found: value.kind)
    }
    try PipelineModule.check(value, file: file)
    // Where the files of each step have to be, as `ModelFiles.names` says; nil is anywhere.
    let known: [(kind: String, path: String?)] = [
      ("Transformer", ""), ("Pooling", "1_Pooling"), ("Normalize", nil),
    ]
    var kinds: [String] = []
    for (index, module) in modules.enumerated() {
      let source = try ConfigurationFile(module, file: file, prefix: "[\(index)].")
      try KeyTable.module.check(source)
      if source.object["idx"] != nil { _ = try source.integer("idx", in: index...index) }
      let type = try source.required("type", "a module's class")
      let expected =
        index < known.count
        ? "a sentence_transformers \(known[index].kind)" : "no more than three modules"
      guard index < known.count, let name = type.string,
        name.hasPrefix("sentence_transformers."), name.hasSuffix(".\(known[index].kind)")
      else { throw source.wrong("type", expected: expected, found: type) }
      if let path = known[index].path {
        let found = try source.required("path", "\"\(path)\"")
        guard found == .string(path) else {
          throw source.wrong("path", expected: "\"\(path)\"", found: found)
        }
      }
      kinds.append(known[index].kind)
    }
    guard kinds.count >= 2 else {
      throw .value(
        file: file, key: "", expected: "Transformer, Pooling and optionally Normalize",
        found: kinds.isEmpty ? "no module" : kinds.joined(separator: ", "))
    }
    return kinds
  }

  private func poolingFile() throws(HuggingFaceError) -> ConfigurationFile {
    let source = try open(ModelFiles.poolingName, files.pooling, .pooling)
    guard let source else {
      throw .missingFile(
        folder: files.folder, file: ModelFiles.poolingName,
        purpose: "how token vectors become one, as modules.json asks for")
    }
    let sizes = ["word_embedding_dimension", "embedding_dimension"]
    guard let key = sizes.first(where: { source.optional($0) != nil }) else {
      throw .missingKey(
        file: source.file, key: sizes[0], expected: "\(configuration.hiddenSize)")
    }
    _ = try source.integer(key, in: configuration.hiddenSize...configuration.hiddenSize)
    return source
  }

  /// The modes, in the order in which sentence-transformers 6 puts their vectors side by side: that of the
  /// list, or of its own for the booleans of older versions. Without any it is the mean.
  private func poolingMode(_ source: ConfigurationFile) throws(HuggingFaceError) -> Pooling {
    let expected = "a pooling mode or a list of them, each once: "
      + PoolingMode.allCases.map(\.rawValue).joined(separator: ", ")
    if let value = source.optional("pooling_mode") {
      let names = value.array ?? [value]
      let modes = names.compactMap { $0.string.flatMap(PoolingMode.init(rawValue:)) }
      guard modes.count == names.count, let pooling = Pooling(modes) else {
        throw source.wrong("pooling_mode", expected: expected, found: value)
      }
      return pooling
    }
    var modes: [PoolingMode] = []
    for (key, mode) in Self.booleanModes where try source.optionalBool(key) ?? false {
      modes.append(mode)
    }
    return Pooling(modes) ?? .mean
  }

  /// Source: sentence-transformers 6.2, `sentence_transformer/modules/pooling.py`,
  /// `_LEGACY_POOLING_MODE_KWARGS`.
  private static let booleanModes: [(key: String, mode: PoolingMode)] = [
    ("pooling_mode_cls_token", .cls), ("pooling_mode_max_tokens", .max),
    ("pooling_mode_mean_tokens", .mean),
    ("pooling_mode_mean_sqrt_len_tokens", .meanBySquareRoot),
    ("pooling_mode_weightedmean_tokens", .weightedMean), ("pooling_mode_lasttoken", .lastToken),
  ]
}

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
    "pooling_mode_max_tokens": .read,
    "pooling_mode_mean_sqrt_len_tokens": .read,
    "pooling_mode_weightedmean_tokens": .read,
    "pooling_mode_lasttoken": .read,
    "include_prompt": .read,
    "embedding_dimension": .read,
    "pooling_mode": .read,
  ]

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
    "truncate_dim": .fixed([nil]),
    "__version__": .inert("which versions wrote the file"),
  ]
}
