import Model
import Base

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
  ) throws(ArchitectureError) -> ModelConfiguration {
    let sizes = try GraphSizes(
      self, hidden: "hidden_size", layers: "num_hidden_layers", heads: "num_attention_heads",
      feedForward: "intermediate_size")
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
