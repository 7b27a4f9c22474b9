import Base
import Model

extension Architecture {
  /// nomic_bert encoders: nomic-embed-text-v2-moe, whose feed-forward blocks are plain or experts,
  /// and nomic-embed-text-v1.5, whose blocks are gated.
  ///
  /// Positions are rotary or absolute.
  ///
  /// Source: `configuration_hf_nomic_bert.py` and `modeling_hf_nomic_bert.py` of
  /// nomic-ai/nomic-bert-2048 @ 7710840340a098cfb869c4f65e87cf2b1b70caca.
  static let nomicBert = Architecture(
    name: "nomic_bert",
    classes: ["NomicBertModel", "NomicBertForPreTraining", "NomicBertForMaskedLM"],
    keys: KeyTable.common.merging(.nomicBert).merging(.nomicBertInert), sizeKeys: .nomicBert,
    isOfLibrary: false, prefixes: ["nomic_bert.", "bert."], unused: unusedByNomicBert,
    read: { source throws(HuggingFaceError) in
      let sizes = try GraphSizes(source, .nomicBert)
      try source.checkHeadDim(.nomicBert)
      for (key, published) in KeyTable.nomicBertLibraryKeys {
        try source.checkSame(key, as: published)
      }
      let experts = try NomicExperts(source, layerCount: sizes.layers)
      let (activation, isGated) = try source.nomicActivation(hasExperts: experts.count > 0)
      let biases = LinearBiases(
        attention: try source.bool("qkv_proj_bias"), up: try source.bool("mlp_fc1_bias"),
        down: try source.bool("mlp_fc2_bias"))
      return ModelConfiguration(
        architecture: "nomic_bert", vocabularySize: try source.paddedVocabularySize(),
        hiddenSize: sizes.hidden, layerCount: sizes.layers, headCount: sizes.heads,
        headDim: sizes.hidden / sizes.heads, feedForwardSize: sizes.feedForward,
        positions: try source.positions(sizes), hasRelativePositions: false,
        tokenTypeCount: try source.integer("type_vocab_size", in: GraphSizes.tokenTypeRange),
        layerNormEpsilon: Float(try source.positiveNumber("layer_norm_epsilon")),
        activation: activation, isGated: isGated, biases: biases, expertLayers: experts.layers,
        expertCount: experts.count,
        expertsPerToken: experts.perToken, normalizesExpertWeights: experts.normalizesWeights)
    },
    names: { .nomicBert(isGated: $0.isGated) }, libraryNames: .library)

  /// nomic_bert as transformers has it since version 5, with keys of its own: gated, without biases,
  /// experts or position tables.
  ///
  /// Source: transformers 5.23, `models/nomic_bert/{configuration,modeling}_nomic_bert.py`.
  static let libraryNomicBert = Architecture(
    name: "nomic_bert", classes: ["NomicBertModel", "NomicBertForMaskedLM"],
    keys: KeyTable.encoder.merging([
      "vocab_size": .defaulted(30528),
      "max_position_embeddings": .defaulted(2048),
      "type_vocab_size": .defaulted(2),
      "hidden_act": .defaulted("silu"),
      "rope_parameters": .read,
      "rope_theta": .read,
      "head_dim": .read,
    ]), prefixes: ["nomic_bert."], unused: unusedByNomicBert,
    read: { source throws(HuggingFaceError) in
      let sizes = try GraphSizes(source, .bert)
      try source.checkHeadDim(.bert)
      try sizes.checkRotation(source, heads: SizeKeys.bert.heads)
      let names: [String: Activation] = ["gelu": .gelu, "silu": .silu, "swish": .silu]
      let value = try source.member("hidden_act", expected: "\"silu\" or \"gelu\"").value
      guard let activation = value.string.flatMap({ names[$0] }) else {
        throw source.failure("hidden_act", expected: "\"silu\" or \"gelu\"", found: value)
      }
      return ModelConfiguration(
        architecture: "nomic_bert",
        vocabularySize: try source.integer("vocab_size", in: GraphSizes.vocabularyRange),
        hiddenSize: sizes.hidden, layerCount: sizes.layers, headCount: sizes.heads,
        headDim: sizes.hidden / sizes.heads, feedForwardSize: sizes.feedForward,
        positions: .rotary(RotaryPositions(base: try source.rotaryBase(default: 1000))),
        hasRelativePositions: false,
        tokenTypeCount: try source.integer("type_vocab_size", in: GraphSizes.tokenTypeRange),
        layerNormEpsilon: Float(try source.positiveNumber("layer_norm_eps")),
        activation: activation, isGated: true,
        biases: LinearBiases(attention: false, up: false, down: false),
        expertLayers: [Bool](repeating: false, count: sizes.layers), expertCount: 0,
        expertsPerToken: 0, normalizesExpertWeights: false)
    },
    names: { _ in .nomicBert(isGated: true) }, libraryNames: .library)

  private static let unusedByNomicBert = [
    "embeddings.position_ids", "embeddings.token_type_ids", "rotary_emb.inv_freq",
    "rotary_emb.original_inv_freq", "pooler.", "cls.",
  ]
}

/// Which layers have experts, and how a token chooses among them.
private struct NomicExperts {
  var layers: [Bool]
  var count = 0
  var perToken = 0
  var normalizesWeights = false

  init(_ source: ConfigurationFile, layerCount: Int) throws(HuggingFaceError) {
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
      throw source.failure(
        "n_layer", expected: "at least 2 layers, as num_experts is \(count)",
        found: .integer(layerCount))
    }
  }
}

extension ConfigurationFile {
  /// The rows of the token embedding: `vocab_size` rounded up to `pad_vocab_size_multiple`.
  fileprivate func paddedVocabularySize() throws(HuggingFaceError) -> Int {
    let size = try integer("vocab_size", in: GraphSizes.vocabularyRange)
    let multiple = try optionalInteger("pad_vocab_size_multiple", in: 1...1 << 16) ?? 1
    return (size + multiple - 1) / multiple * multiple
  }

  /// `rotary_emb_fraction` 1 means rotary positions, 0 a table of `n_positions` rows.
  fileprivate func positions(_ sizes: GraphSizes) throws(HuggingFaceError) -> PositionEncoding {
    let expected = "1 (rotary positions) or 0 (a position table)"
    let fraction = try member("rotary_emb_fraction", expected: expected).value(expected, \.double)
    let rowCount = try integer("n_positions", in: GraphSizes.positionRange)
    if fraction == 0 { return .absolute(rowCount: rowCount, offset: 0) }
    guard fraction == 1 else {
      throw failure("rotary_emb_fraction", expected: expected, found: .number(fraction))
    }
    try sizes.checkRotation(self, heads: "n_head")
    let base = try positiveNumber("rotary_emb_base")
    try checkRopeParameters(base: base)
    return .rotary(RotaryPositions(base: base, scaling: try dynamicScaling()))
  }

  /// What transformers 5 calls `rotary_emb_base` may stand beside it.
  private func checkRopeParameters(base: Double) throws(HuggingFaceError) {
    guard let value = present("rope_parameters") else { return }
    let parameters = ConfigurationFile(value, file: file, path: "rope_parameters")
    try KeyTable.ropeParameters.check(parameters)
    let found = try parameters.positiveNumber("rope_theta")
    guard found == base else {
      throw parameters.failure(
        "rope_theta", expected: "\(base) as in rotary_emb_base", found: .number(found))
    }
  }

  private func dynamicScaling() throws(HuggingFaceError) -> RotaryPositions.DynamicScaling? {
    guard present("rotary_scaling_factor") != nil else { return nil }
    let factor = try positiveNumber("rotary_scaling_factor")
    guard factor >= 1 else {
      throw failure("rotary_scaling_factor", expected: "at least 1", found: .number(factor))
    }
    return RotaryPositions.DynamicScaling(
      factor: factor,
      trainedCount: try integer("max_trained_positions", in: GraphSizes.positionRange))
  }

  /// A plain block's `gelu`, or the function of a gate.
  fileprivate func nomicActivation(
    hasExperts: Bool
  ) throws(HuggingFaceError) -> (Activation, isGated: Bool) {
    let known: [String: (Activation, isGated: Bool)] = [
      "gelu": (.gelu, false), "swiglu": (.silu, true), "geglu": (.gelu, true),
    ]
    let names = hasExperts ? ["gelu"] : ["gelu", "swiglu", "geglu"]
    let expected =
      names.map { "\"\($0)\"" }.joined(separator: " or ")
      + (hasExperts ? ", as there are experts" : "")
    let value = try member("activation_function", expected: expected).value
    guard let name = value.string, names.contains(name), let found = known[name] else {
      throw failure("activation_function", expected: expected, found: value)
    }
    // Transformers 5 writes the gate's function a second time.
    if let second = present("hidden_act"), second != .string(found.0.rawValue) {
      throw failure("hidden_act", expected: "\"\(found.0.rawValue)\"", found: second)
    }
    return found
  }
}

extension KeyTable {
  /// The keys of nomic_bert that decide a vector.
  static let nomicBert: KeyTable = [
    "n_layer": .read,
    "n_head": .read,
    "n_embd": .read,
    "n_inner": .read,
    "n_positions": .read,
    "pad_vocab_size_multiple": .read,
    "activation_function": .read,
    "layer_norm_epsilon": .read,
    "rotary_emb_fraction": .read,
    "rotary_emb_base": .read,
    "num_experts": .read,
    "moe_top_k": .read,
    "moe_every_n_layers": .read,
    "moe_normalize_expert_weights": .read,
    "prenorm": .fixed([false, nil]),
    "parallel_block": .fixed([false, nil]),
    "parallel_block_tied_norm": .fixed([false, nil]),
    "use_rms_norm": .fixed([false, nil]),
    "qkv_proj_bias": .read,
    "mlp_fc1_bias": .read,
    "mlp_fc2_bias": .read,
    "hidden_act": .read,
    "head_dim": .read,
    "hidden_size": .read,
    "num_hidden_layers": .read,
    "num_attention_heads": .read,
    "intermediate_size": .read,
    "layer_norm_eps": .read,
    "rope_parameters": .read,
    "max_trained_positions": .read,
    "causal": .fixed([false, nil]),
    "rotary_emb_interleaved": .fixed([false, nil]),
    "rotary_emb_scale_base": .fixed([nil]),
    "rotary_scaling_factor": .read,
    "scale_attn_weights": .fixed([true]),
    "scale_attn_by_inverse_layer_idx": .fixed([false, nil]),
    "num_shared_experts": .fixed([0, nil]),
    "expert_choice_router": .fixed([false, nil]),
    "ffn_div": .fixed([1, nil]),
    "moe_impl": .fixed(["megablocks", nil]),
  ]

  /// What transformers 5 writes beside the published keys when it saves such a model again.
  fileprivate static let nomicBertLibraryKeys: KeyValuePairs = [
    "hidden_size": "n_embd", "num_hidden_layers": "n_layer", "num_attention_heads": "n_head",
    "intermediate_size": "n_inner", "layer_norm_eps": "layer_norm_epsilon",
  ]

  /// The keys of nomic_bert without influence on a vector, most of them left over from GPT-2.
  static let nomicBertInert = KeyTable(inert: [
    "n_positions counts": ["max_position_embeddings"],
    "everything is binary32 already": ["reorder_and_upcast_attn"],
    "training only": [
      "attn_pdrop", "hidden_dropout_prob", "attention_probs_dropout_prob", "embd_pdrop",
      "resid_pdrop", "moe_resid_pdrop", "router_aux_loss_coef", "use_xentropy",
    ],
    "a GPU kernel with the same result": [
      "fused_bias_fc", "fused_dropout_add_ln", "use_flash_attn",
    ],
    "language-model head only": ["dense_seq_output", "last_layer_subset"],
    "the summary head of GPT-2 does not exist here": [
      "summary_activation", "summary_first_dropout", "summary_proj_to_labels", "summary_type",
      "summary_use_proj",
    ],
  ])
}
