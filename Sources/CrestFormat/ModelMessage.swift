import Model

// The message `Model`: decoding, and the rules for its values.

extension ModelConfiguration {
  init(_ message: inout WireReader) throws(CrestError) {
    let architecture = try message.string(1, "architecture")
    let vocabularySize = try message.int(2, "vocabulary_size")
    let hiddenSize = try message.int(3, "hidden_size")
    let layerCount = try message.int(4, "layer_count")
    let headCount = try message.int(5, "head_count")
    let headDim = try message.int(6, "head_dim")
    let feedForwardSize = try message.int(7, "feed_forward_size")
    let positions = try message.string(8, "positions")
    let base = try message.double(9, "rotary_base")
    let rowCount = try message.int(10, "position_row_count")
    let offset = try message.int(11, "position_offset")
    let tokenTypeCount = try message.int(12, "token_type_count")
    let layerNormEpsilon = try message.float(13, "layer_norm_epsilon")
    let activation: Activation? = try message.choice(14, "activation")
    let expertLayers = try message.bools(15, "expert_layers")
    let expertCount = try message.int(16, "expert_count")
    let expertsPerToken = try message.int(17, "experts_per_token")
    let normalizesExpertWeights = try message.bool(18, "normalizes_expert_weights")
    let divisor = try message.float(19, "rotary_divisor")
    let factor = try message.double(20, "rotary_scaling_factor")
    let trainedCount = try message.int(21, "rotary_trained_count")
    let isGated = try message.bool(22, "is_gated")
    let attentionBias = try message.bool(23, "attention_bias")
    let upBias = try message.bool(24, "up_bias")
    let downBias = try message.bool(25, "down_bias")
    let sparseHead = try message.bool(26, "sparse_head")
    let colbertHead = try message.bool(27, "colbert_head")

    let encoding: PositionEncoding
    switch try message.required(positions, "positions") {
    case "rotary":
      try message.absent(rowCount, "position_row_count", "beside rotary positions")
      try message.absent(offset, "position_offset", "beside rotary positions")
      var scaling: RotaryPositions.DynamicScaling?
      if let factor {
        scaling = RotaryPositions.DynamicScaling(
          factor: factor,
          trainedCount: try message.required(trainedCount, "rotary_trained_count"))
      } else {
        try message.absent(trainedCount, "rotary_trained_count", "without rotary_scaling_factor")
      }
      encoding = .rotary(
        RotaryPositions(
          base: try message.required(base, "rotary_base"),
          divisor: try message.required(divisor, "rotary_divisor"), scaling: scaling))
    case "absolute":
      try message.absent(base, "rotary_base", "beside absolute positions")
      try message.absent(divisor, "rotary_divisor", "beside absolute positions")
      try message.absent(factor, "rotary_scaling_factor", "beside absolute positions")
      try message.absent(trainedCount, "rotary_trained_count", "beside absolute positions")
      encoding = .absolute(
        rowCount: try message.required(rowCount, "position_row_count"),
        offset: try message.required(offset, "position_offset"))
    case let other:
      throw message.error("positions", expected: "one of rotary, absolute", found: "'\(other)'")
    }
    self.init(
      architecture: try message.required(architecture, "architecture"),
      vocabularySize: try message.required(vocabularySize, "vocabulary_size"),
      hiddenSize: try message.required(hiddenSize, "hidden_size"),
      layerCount: try message.required(layerCount, "layer_count"),
      headCount: try message.required(headCount, "head_count"),
      headDim: try message.required(headDim, "head_dim"),
      feedForwardSize: try message.required(feedForwardSize, "feed_forward_size"),
      positions: encoding,
      tokenTypeCount: try message.required(tokenTypeCount, "token_type_count"),
      layerNormEpsilon: try message.required(layerNormEpsilon, "layer_norm_epsilon"),
      activation: try message.required(activation, "activation"),
      isGated: try message.required(isGated, "is_gated"),
      biases: LinearBiases(
        attention: try message.required(attentionBias, "attention_bias"),
        up: try message.required(upBias, "up_bias"),
        down: try message.required(downBias, "down_bias")),
      expertLayers: expertLayers,
      expertCount: try message.required(expertCount, "expert_count"),
      expertsPerToken: try message.required(expertsPerToken, "experts_per_token"),
      normalizesExpertWeights: try message.required(
        normalizesExpertWeights, "normalizes_expert_weights"),
      heads: OutputHeads(
        sparse: try message.required(sparseHead, "sparse_head"),
        colbert: try message.required(colbertHead, "colbert_head")))
  }
}

extension ManifestCheck {
  /// The rules for the model's numbers.
  func model(_ model: ModelConfiguration) throws(CrestError) {
    try name(model.architecture, "model.architecture")
    try size(model.vocabularySize, "model.vocabulary_size")
    try size(model.hiddenSize, "model.hidden_size")
    try size(model.layerCount, "model.layer_count")
    try size(model.headCount, "model.head_count")
    try size(model.headDim, "model.head_dim")
    try size(model.feedForwardSize, "model.feed_forward_size")
    switch model.positions {
    case .rotary(let rotary):
      try positive(rotary.base, "model.rotary_base")
      try positive(Double(rotary.divisor), "model.rotary_divisor")
      if let scaling = rotary.scaling {
        try require(
          scaling.factor.isFinite && scaling.factor >= 1, "model.rotary_scaling_factor",
          "a finite number of at least 1", "\(scaling.factor)")
        try size(scaling.trainedCount, "model.rotary_trained_count")
        try require(
          model.headDim > 2, "model.head_dim", "more than 2 with scaled rotary positions",
          "\(model.headDim)")
      }
      try require(
        model.headDim.isMultiple(of: 2), "model.head_dim", "an even width for rotary positions",
        "\(model.headDim)")
    case .absolute(let rowCount, let offset):
      try size(rowCount, "model.position_row_count")
      try range(offset, 0...rowCount - 1, "model.position_offset")
    }
    // Both are below 2^31: the product fits.
    try require(
      model.headCount * model.headDim == model.hiddenSize, "model.head_dim",
      "\(model.headCount) heads of it to be the hidden size \(model.hiddenSize)",
      "\(model.headDim)")
    try range(model.tokenTypeCount, 0...CrestLimits.count, "model.token_type_count")
    try positive(Double(model.layerNormEpsilon), "model.layer_norm_epsilon")
    try require(
      model.isGated || model.activation == .gelu, "model.activation", "gelu without a gate",
      model.activation.rawValue)
    try equal(model.expertLayers.count, model.layerCount, "model.expert_layers.count")
    if model.expertLayers.contains(true) {
      try require(!model.isGated, "model.is_gated", "false beside expert layers", "true")
      try size(model.expertCount, "model.expert_count")
      try range(model.expertsPerToken, 1...model.expertCount, "model.experts_per_token")
    } else {
      try equal(model.expertCount, 0, "model.expert_count")
      try equal(model.expertsPerToken, 0, "model.experts_per_token")
      try require(
        !model.normalizesExpertWeights, "model.normalizes_expert_weights",
        "false without expert layers", "true")
    }
  }
}
