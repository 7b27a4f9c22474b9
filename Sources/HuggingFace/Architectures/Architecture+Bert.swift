import Base
import Model

extension Architecture {
  /// BERT encoders: all-MiniLM-L6-v2, multilingual-e5-small, bge-small-en-v1.5.
  ///
  /// Source: transformers 4.57 and 5.23, `models/bert/{configuration,modeling}_bert.py`.
  static let bert = Architecture(
    name: "bert",
    classes: ["BertModel", "BertForMaskedLM", "BertForPreTraining"],
    keys: KeyTable.encoder.merging([
      "vocab_size": .defaulted(30522),
      "max_position_embeddings": .defaulted(512),
      "type_vocab_size": .defaulted(2),
      "position_embedding_type": .fixed(["absolute", nil]),
      "embedding_size": .read,
      "directionality": .inert("a leftover of the first BERT release"),
    ]).merging(
      KeyTable(inert: [
        "the pooler is not part of a sentence embedding": [
          "pooler_fc_size", "pooler_num_attention_heads", "pooler_num_fc_layers",
          "pooler_size_per_head", "pooler_type",
        ]
      ])),
    prefixes: ["bert."],
    unused: ["embeddings.position_ids", "embeddings.token_type_ids", "pooler.", "cls."],
    read: { source throws(HuggingFaceError) in
      try source.checkSame("embedding_size", as: "hidden_size")
      let rowCount = try source.integer("max_position_embeddings", in: GraphSizes.positionRange)
      return try source.encoder("bert", positions: .absolute(rowCount: rowCount, offset: 0))
    },
    names: { _ in .bert })
}

extension Architecture {
  /// XLM-RoBERTa encoders: multilingual-e5-base and -large, bge-m3, arctic-embed-l-v2.0.
  static let xlmRoberta = roberta(
    "xlm-roberta", classes: ["XLMRobertaModel", "XLMRobertaForMaskedLM"], vocabularySize: 30522)

  /// RoBERTa encoders: all-distilroberta-v1, all-roberta-large-v1, paraphrase-distilroberta-base-v2.
  static let roberta = roberta(
    "roberta", classes: ["RobertaModel", "RobertaForMaskedLM"], vocabularySize: 50265)

  /// CamemBERT encoders: sentence-camembert-base and -large.
  static let camembert = roberta(
    "camembert", classes: ["CamembertModel", "CamembertForMaskedLM"], vocabularySize: 30522)

  /// The encoder that RoBERTa's classes share: BERT's graph, but for positions, which begin behind the
  /// padding token's row.
  ///
  /// Source: transformers 4.57 and 5.23,
  /// `models/{camembert,roberta,xlm_roberta}/{configuration,modeling}_*.py`.
  private static func roberta(
    _ name: String, classes: [String], vocabularySize: Int
  ) -> Architecture {
    Architecture(
      name: name,
      classes: classes,
      keys: KeyTable.encoder.merging([
        "vocab_size": .defaulted(.integer(vocabularySize)),
        "max_position_embeddings": .defaulted(512),
        "type_vocab_size": .defaulted(2),
        "pad_token_id": .defaulted(1),
        "position_embedding_type": .fixed(["absolute", nil]),
        "embedding_size": .read,
      ]),
      prefixes: ["roberta."],
      unused: ["embeddings.position_ids", "embeddings.token_type_ids", "pooler.", "lm_head."],
      read: { source throws(HuggingFaceError) in
        try source.checkSame("embedding_size", as: "hidden_size")
        let padding = try source.integer("pad_token_id", in: 0...1 << 20)
        return try source.encoder(
          name.replacing("-", with: "_"), positions: source.positions(afterPadding: padding))
      },
      names: { _ in .xlmRoberta })
  }
}

extension KeyTable {
  /// The keys of every encoder with BERT's names, with the defaults that all of their classes have.
  static let encoder = common.merging([
    "hidden_size": .defaulted(768),
    "num_hidden_layers": .defaulted(12),
    "num_attention_heads": .defaulted(12),
    "intermediate_size": .defaulted(3072),
    "max_position_embeddings": .read,
    "layer_norm_eps": .defaulted(1e-12),
    "hidden_act": .defaulted("gelu"),
    "hidden_dropout_prob": .inert("training only"),
    "attention_probs_dropout_prob": .inert("training only"),
  ])

  /// `rope_parameters` as transformers 5 writes it for rotary positions without scaling.
  static let ropeParameters: KeyTable = [
    "rope_theta": .read, "rope_type": .fixed(["default", nil]),
  ]
}

extension ConfigurationFile {
  /// Whether the folder has Python classes of its own, which may read any key and have any default.
  var hasOwnCode: Bool { present("auto_map") != nil }

  /// The base of rotary positions: `rope_theta` of `rope_parameters`, as transformers 5 writes it,
  /// or on its own; `default` if the class has one.
  ///
  /// Source: transformers 5.23, `convert_rope_params_to_dict` in `modeling_rope_utils.py`.
  func rotaryBase(default base: Double?) throws(HuggingFaceError) -> Double {
    if let value = present("rope_parameters") {
      let parameters = ConfigurationFile(value, file: file, path: "rope_parameters")
      try KeyTable.ropeParameters.check(parameters)
      let isInside = parameters.fields["rope_theta"] != nil
      if isInside || fields["rope_theta"] == nil && base == nil {
        let found = try parameters.positiveNumber("rope_theta")
        if let theta = present("rope_theta"), theta.double != found {
          throw failure("rope_theta", expected: "\(found) as in rope_parameters", found: theta)
        }
        return found
      }
    }
    if fields["rope_theta"] == nil, let base { return base }
    return try positiveNumber("rope_theta")
  }

  /// Absolute positions that begin after the row of the padding token, `padding`.
  func positions(afterPadding padding: Int) throws(HuggingFaceError) -> PositionEncoding {
    let rowCount = try integer("max_position_embeddings", in: GraphSizes.positionRange)
    guard padding + 1 < rowCount else {
      throw failure(
        "max_position_embeddings", expected: "more than the \(padding + 1) rows before the first",
        found: .integer(rowCount))
    }
    return .absolute(rowCount: rowCount, offset: padding + 1)
  }

  /// Requires a head to be the part of a hidden state that one of the heads gets.
  func checkHeadDim(_ keys: SizeKeys) throws(HuggingFaceError) {
    guard let value = present("head_dim") else { return }
    let sizes = try GraphSizes(self, keys)
    guard value.integer == sizes.hidden / sizes.heads else {
      throw failure(
        "head_dim", expected: "\(sizes.hidden / sizes.heads), \(keys.hidden) / \(keys.heads)",
        found: value)
    }
  }

  /// The numbers of an encoder with BERT's keys; `tokenTypes` are `nil` where the class has none.
  func encoder(
    _ architecture: String, positions: PositionEncoding, hasRelativePositions: Bool = false,
    isGated: Bool = false, biases: LinearBiases = .all,
    tokenTypes: ClosedRange<Int>? = GraphSizes.tokenTypeRange
  ) throws(HuggingFaceError) -> ModelConfiguration {
    let sizes = try GraphSizes(self, .bert)
    let activation = try member("hidden_act", expected: "\"gelu\"").value
    // The tanh forms of GELU are other functions.
    guard activation == "gelu" else {
      throw failure("hidden_act", expected: "\"gelu\"", found: activation)
    }
    if case .rotary = positions { try sizes.checkRotation(self, heads: "num_attention_heads") }
    return ModelConfiguration(
      architecture: architecture,
      vocabularySize: try integer("vocab_size", in: GraphSizes.vocabularyRange),
      hiddenSize: sizes.hidden, layerCount: sizes.layers, headCount: sizes.heads,
      headDim: sizes.hidden / sizes.heads, feedForwardSize: sizes.feedForward,
      positions: positions, hasRelativePositions: hasRelativePositions,
      tokenTypeCount: try tokenTypes.map { (range) throws(HuggingFaceError) in
        try integer("type_vocab_size", in: range)
      } ?? 0,
      layerNormEpsilon: Float(try positiveNumber("layer_norm_eps")), activation: .gelu,
      isGated: isGated, biases: biases,
      expertLayers: [Bool](repeating: false, count: sizes.layers), expertCount: 0,
      expertsPerToken: 0, normalizesExpertWeights: false)
  }
}
