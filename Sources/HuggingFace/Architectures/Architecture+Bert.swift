import Base
import Model

extension Architecture {
  /// BERT encoders: all-MiniLM-L6-v2, multilingual-e5-small, bge-small-en-v1.5.
  ///
  /// Source: transformers 5.23, `models/bert/{configuration,modeling}_bert.py`.
  static let bert = Architecture(
    name: "bert",
    classes: ["BertModel", "BertForMaskedLM", "BertForPreTraining"],
    keys: KeyTable.encoder.merging([
      "position_embedding_type": .fixed(["absolute", nil]),
      "directionality": .inert("a leftover of the first BERT release"),
      "pooler_fc_size": .inert("the pooler is not part of a sentence embedding"),
      "pooler_num_attention_heads": .inert("the pooler is not part of a sentence embedding"),
      "pooler_num_fc_layers": .inert("the pooler is not part of a sentence embedding"),
      "pooler_size_per_head": .inert("the pooler is not part of a sentence embedding"),
      "pooler_type": .inert("the pooler is not part of a sentence embedding"),
    ]),
    isIgnorable: { name in
      name.hasSuffix("position_ids") || name.hasPrefix("pooler.") || name.hasPrefix("cls.")
    },
    read: { source throws(HuggingFaceError) in
      let rowCount = try source.integer("max_position_embeddings", in: GraphSizes.positionRange)
      return try source.encoder("bert", positions: .absolute(rowCount: rowCount, offset: 0))
    },
    names: { _ in .bert })
}

extension Architecture {
  /// XLM-RoBERTa encoders: multilingual-e5-base and -large, bge-m3, arctic-embed-l-v2.0.
  ///
  /// The graph is BERT's but for positions, which begin behind the padding token's row.
  ///
  /// Source: transformers 5.23, `models/xlm_roberta/{configuration,modeling}_xlm_roberta.py`.
  static let xlmRoberta = Architecture(
    name: "xlm-roberta",
    classes: ["XLMRobertaModel", "XLMRobertaForMaskedLM"],
    keys: KeyTable.encoder.merging([
      "pad_token_id": .read,
      "position_embedding_type": .fixed(["absolute", nil]),
      "output_past": .inert("text generation only"),
    ]),
    isIgnorable: { name in
      name.hasSuffix("position_ids") || name.hasPrefix("pooler.") || name.hasPrefix("lm_head.")
    },
    read: { source throws(HuggingFaceError) in
      let rowCount = try source.integer("max_position_embeddings", in: GraphSizes.positionRange)
      let padding = try source.integer("pad_token_id", in: 0...1 << 20)
      guard padding + 1 < rowCount else {
        throw source.wrong(
          "max_position_embeddings", expected: "more than the \(padding + 1) rows before the first",
          found: .integer(rowCount))
      }
      return try source.encoder(
        "xlm_roberta", positions: .absolute(rowCount: rowCount, offset: padding + 1))
    },
    names: { _ in .xlmRoberta })
}

extension KeyTable {
  /// The keys of every encoder with BERT's names.
  static let encoder = common.merging([
    "hidden_size": .read,
    "num_hidden_layers": .read,
    "num_attention_heads": .read,
    "intermediate_size": .read,
    "max_position_embeddings": .read,
    "layer_norm_eps": .read,
    "hidden_act": .read,
    "hidden_dropout_prob": .inert("training only"),
    "attention_probs_dropout_prob": .inert("training only"),
  ])

  /// `rope_parameters` as transformers 5 writes it for rotary positions without scaling.
  static let ropeParameters: KeyTable = [
    "rope_theta": .read, "rope_type": .fixed(["default", nil]),
  ]
}

extension ConfigurationFile {
  /// The numbers of an encoder with BERT's keys.
  func encoder(
    _ architecture: String, positions: PositionEncoding, isGated: Bool = false,
    biases: LinearBiases = .all
  ) throws(HuggingFaceError) -> ModelConfiguration {
    let sizes = try GraphSizes(self, .bert)
    let activation = try required("hidden_act", "\"gelu\"")
    // The tanh forms of GELU are other functions.
    guard activation == "gelu" else {
      throw wrong("hidden_act", expected: "\"gelu\"", found: activation)
    }
    if case .rotary = positions { try sizes.checkRotation(self, heads: "num_attention_heads") }
    return ModelConfiguration(
      architecture: architecture,
      vocabularySize: try integer("vocab_size", in: GraphSizes.vocabularyRange),
      hiddenSize: sizes.hidden, layerCount: sizes.layers, headCount: sizes.heads,
      headDim: sizes.hidden / sizes.heads, feedForwardSize: sizes.feedForward,
      positions: positions,
      tokenTypeCount: try integer("type_vocab_size", in: GraphSizes.tokenTypeRange),
      layerNormEpsilon: Float(try positiveNumber("layer_norm_eps")), activation: .gelu,
      isGated: isGated, biases: biases,
      expertLayers: [Bool](repeating: false, count: sizes.layers), expertCount: 0,
      expertsPerToken: 0, normalizesExpertWeights: false)
  }
}
