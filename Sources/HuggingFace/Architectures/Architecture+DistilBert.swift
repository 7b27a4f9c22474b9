import Base
import Model

extension Architecture {
  /// DistilBERT encoders: multi-qa-distilbert-cos-v1, msmarco-distilbert-base-v4,
  /// distiluse-base-multilingual-cased-v2.
  ///
  /// The graph is BERT's without token types.
  ///
  /// Source: transformers 4.57 and 5.23, `models/distilbert/{configuration,modeling}_distilbert.py`.
  static let distilBert = Architecture(
    name: "distilbert",
    classes: ["DistilBertModel", "DistilBertForMaskedLM"],
    keys: KeyTable.common.merging(.distilBert), sizeKeys: .distilBert,
    prefixes: ["distilbert."],
    unused: [
      "embeddings.position_ids", "vocab_transform.", "vocab_layer_norm.", "vocab_projector.",
    ],
    aliases: [
      "hidden_size": "dim", "num_hidden_layers": "n_layers", "num_attention_heads": "n_heads",
    ],
    read: { source throws(HuggingFaceError) in
      let sizes = try GraphSizes(source, .distilBert)
      let activation = try source.member("activation", expected: "\"gelu\"").value
      guard activation == "gelu" else {
        throw source.failure("activation", expected: "\"gelu\"", found: activation)
      }
      let rowCount = try source.integer("max_position_embeddings", in: GraphSizes.positionRange)
      return ModelConfiguration(
        architecture: "distilbert",
        vocabularySize: try source.integer("vocab_size", in: GraphSizes.vocabularyRange),
        hiddenSize: sizes.hidden, layerCount: sizes.layers, headCount: sizes.heads,
        headDim: sizes.hidden / sizes.heads, feedForwardSize: sizes.feedForward,
        positions: .absolute(rowCount: rowCount, offset: 0), hasRelativePositions: false,
        tokenTypeCount: 0,
        // Written into the classes; no key sets it.
        layerNormEpsilon: 1e-12, activation: .gelu, isGated: false, biases: .all,
        expertLayers: [Bool](repeating: false, count: sizes.layers), expertCount: 0,
        expertsPerToken: 0, normalizesExpertWeights: false)
    },
    names: { _ in .distilBert })
}

extension KeyTable {
  /// The keys of distilbert.
  static let distilBert = KeyTable(inert: [
    "training only": ["dropout", "attention_dropout"],
    "the first values of a table that the checkpoint has": ["sinusoidal_pos_embds"],
    "question answering only": ["qa_dropout"],
    "classification only": ["seq_classif_dropout"],
    "there is no language-model head": ["tie_weights_"],
    "the class has no token types": ["type_vocab_size"],
  ]).merging([
    "vocab_size": .defaulted(30522),
    "max_position_embeddings": .defaulted(512),
    "dim": .defaulted(768),
    "n_layers": .defaulted(6),
    "n_heads": .defaulted(12),
    "hidden_dim": .defaulted(3072),
    "activation": .defaulted("gelu"),
    "hidden_size": .read,
    "num_hidden_layers": .read,
    "num_attention_heads": .read,
  ])
}

extension SizeKeys {
  static let distilBert = SizeKeys(
    hidden: "dim", layers: "n_layers", heads: "n_heads", feedForward: "hidden_dim")
}

extension SourceNames {
  static let distilBert = SourceNames(
    embeddingNorm: "embeddings.LayerNorm", layer: "transformer.layer.",
    queryKeyValue: .separate(["attention.q_lin", "attention.k_lin", "attention.v_lin"]),
    attentionOutput: "attention.out_lin", attentionNorm: "sa_layer_norm",
    up: .joined("ffn.lin1"), down: "ffn.lin2", feedForwardNorm: "output_layer_norm")
}
