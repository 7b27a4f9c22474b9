import Bytes

extension Architecture {
  /// BERT encoders: all-MiniLM-L6-v2, multilingual-e5-small, bge-small-en-v1.5.
  ///
  /// Source: transformers 5.23, `models/bert/{configuration,modeling}_bert.py`.
  static let bert = Architecture(
    name: "bert",
    classes: [
      "BertModel", "BertForMaskedLM", "BertForPreTraining", "BertForSequenceClassification",
    ],
    keys: KeyTable.common.merging([
      "hidden_size": .read,
      "num_hidden_layers": .read,
      "num_attention_heads": .read,
      "intermediate_size": .read,
      "max_position_embeddings": .read,
      "layer_norm_eps": .read,
      "hidden_act": .read,
      "position_embedding_type": .fixed(["absolute", nil]),
      "hidden_dropout_prob": .inert("training only"),
      "attention_probs_dropout_prob": .inert("training only"),
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
    read: { source throws(ArchitectureError) in
      let sizes = try GraphSizes(
        source, hidden: "hidden_size", layers: "num_hidden_layers", heads: "num_attention_heads",
        feedForward: "intermediate_size")
      let rowCount = try source.integer("max_position_embeddings", in: GraphSizes.positionRange)
      return ModelConfiguration(
        architecture: "bert",
        vocabularySize: try source.integer("vocab_size", in: GraphSizes.vocabularyRange),
        hiddenSize: sizes.hidden, layerCount: sizes.layers, headCount: sizes.heads,
        headDim: sizes.hidden / sizes.heads, feedForwardSize: sizes.feedForward,
        positions: .absolute(rowCount: rowCount, offset: 0),
        tokenTypeCount: try source.integer("type_vocab_size", in: GraphSizes.tokenTypeRange),
        layerNormEpsilon: Float(try source.positiveNumber("layer_norm_eps")),
        activation: try source.activation("hidden_act"),
        expertLayers: [Bool](repeating: false, count: sizes.layers), expertCount: 0,
        expertsPerToken: 0, normalizesExpertWeights: false)
    },
    list: { configuration in
      TensorList.canonical(configuration, names: .bert)
    })
}
