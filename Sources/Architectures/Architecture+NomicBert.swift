import Bytes

extension Architecture {
  /// nomic_bert encoders with biases and plain feed-forward blocks, some of which may be experts:
  /// nomic-embed-text-v2-moe.
  ///
  /// Positions are rotary or absolute. Gated feed-forward (nomic-embed-text-v1.5) is refused.
  ///
  /// Source: `configuration_hf_nomic_bert.py` and `modeling_hf_nomic_bert.py` of
  /// nomic-ai/nomic-bert-2048 @ 7710840340a098cfb869c4f65e87cf2b1b70caca.
  static let nomicBert = Architecture(
    name: "nomic_bert",
    classes: ["NomicBertModel", "NomicBertForPreTraining", "NomicBertForMaskedLM"],
    keys: KeyTable.common.merging(.nomicBert).merging(.nomicBertInert),
    isIgnorable: { name in
      name.hasSuffix("position_ids") || name.hasSuffix("rotary_emb.inv_freq")
        || name.hasPrefix("pooler.") || name.hasPrefix("cls.")
    },
    read: { source throws(ArchitectureError) in
      let sizes = try GraphSizes(
        source, hidden: "n_embd", layers: "n_layer", heads: "n_head", feedForward: "n_inner")
      let experts = try NomicExperts(source, layerCount: sizes.layers)
      return ModelConfiguration(
        architecture: "nomic_bert", vocabularySize: try source.paddedVocabularySize(),
        hiddenSize: sizes.hidden, layerCount: sizes.layers, headCount: sizes.heads,
        headDim: sizes.hidden / sizes.heads, feedForwardSize: sizes.feedForward,
        positions: try source.positions(headDim: sizes.hidden / sizes.heads),
        tokenTypeCount: try source.integer("type_vocab_size", in: GraphSizes.tokenTypeRange),
        layerNormEpsilon: Float(try source.positiveNumber("layer_norm_epsilon")),
        activation: try source.activation("activation_function"),
        expertLayers: experts.layers, expertCount: experts.count,
        expertsPerToken: experts.perToken, normalizesExpertWeights: experts.normalizesWeights)
    },
    list: { configuration in
      TensorList.canonical(configuration, names: .nomicBert)
    })
}

/// Which layers have experts, and how a token chooses among them.
private struct NomicExperts {
  var layers: [Bool]
  var count = 0
  var perToken = 0
  var normalizesWeights = false

  init(_ source: ConfigurationFile, layerCount: Int) throws(ArchitectureError) {
    layers = [Bool](repeating: false, count: layerCount)
    let limit = GraphSizes.expertRange.upperBound
    guard let count = try source.optionalInteger("num_experts", in: 0...limit), count > 0 else {
      return
    }
    self.count = count
    perToken = try source.integer("moe_top_k", in: 1...count)
    normalizesWeights = try source.bool("moe_normalize_expert_weights")
    // Layer i has experts if i mod n is 1, so n = 1 would leave none.
    let interval = try source.integer("moe_every_n_layers", in: 2...limit)
    layers = (0..<layerCount).map { $0 % interval == 1 }
    guard layers.contains(true) else {
      throw source.wrong(
        "n_layer", expected: "at least 2 layers, as num_experts is \(count)",
        found: .integer(layerCount))
    }
  }
}

extension ConfigurationFile {
  /// The rows of the token table: `vocab_size` rounded up to `pad_vocab_size_multiple`.
  fileprivate func paddedVocabularySize() throws(ArchitectureError) -> Int {
    let size = try integer("vocab_size", in: GraphSizes.vocabularyRange)
    let multiple = try optionalInteger("pad_vocab_size_multiple", in: 1...1 << 16) ?? 1
    return (size + multiple - 1) / multiple * multiple
  }

  /// `rotary_emb_fraction` 1 means rotary positions, 0 a table of `n_positions` rows.
  fileprivate func positions(headDim: Int) throws(ArchitectureError) -> PositionEncoding {
    let expected = "1 (rotary positions) or 0 (a position table)"
    let fraction = try number("rotary_emb_fraction", expected)
    let rowCount = try integer("n_positions", in: GraphSizes.positionRange)
    if fraction == 0 { return .absolute(rowCount: rowCount, offset: 0) }
    guard fraction == 1 else {
      throw wrong("rotary_emb_fraction", expected: expected, found: .number(fraction))
    }
    guard headDim % 2 == 0 else {
      throw .value(
        file: file, key: "n_head", expected: "heads of an even size, as their halves are rotated",
        found: "heads of \(headDim)")
    }
    return .rotary(base: try positiveNumber("rotary_emb_base"))
  }
}
