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
    let relativeBucketCount = try message.int(28, "relative_bucket_count")
    let bucketCount = RelativePositions.bucketCount
    if let relativeBucketCount, relativeBucketCount != bucketCount {
      throw message.error(
        "relative_bucket_count", expected: "\(bucketCount), or no value",
        found: "\(relativeBucketCount)")
    }

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
      positions: encoding, hasRelativePositions: relativeBucketCount != nil,
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

// The message `Sentence`: decoding, and the rules for its values.

extension SentenceConfiguration {
  init(_ message: inout WireReader) throws(CrestError) {
    let pooling = try message.string(1, "pooling")
    let normalizes = try message.bool(2, "normalizes")
    let maximumTokenCount = try message.int(3, "maximum_token_count")
    let prompts = try message.list(4, "prompts", Prompt.init)
    let defaultPromptName = try message.string(5, "default_prompt_name")
    let dimensions = try message.ints(6, "dimensions")
    let similarity = try message.string(7, "similarity")
    let includesPrompt = try message.bool(8, "includes_prompt")
    let layerNormBeforeCut = try message.bool(9, "layer_norm_before_cut")
    let excludesPrompt = try message.bool(10, "excludes_prompt")
    let defaultDimension = try message.int(11, "default_dimension")
    let steps = try message.list(12, "steps", VectorStep.init)
    let poolingName = try message.required(pooling, "pooling")
    guard let pooling = Pooling(rawValue: poolingName) else {
      let names = PoolingMode.allCases.map(\.rawValue).joined(separator: ", ")
      throw message.error(
        "pooling", expected: "one of \(names), or several with + between them, each once",
        found: "'\(poolingName.prefix(64))'")
    }
    self.init(
      pooling: pooling, steps: steps,
      normalizes: try message.required(normalizes, "normalizes"),
      maximumTokenCount: try message.required(maximumTokenCount, "maximum_token_count"),
      prompts: prompts, defaultPromptName: defaultPromptName, dimensions: dimensions,
      defaultDimension: defaultDimension,
      similarity: try message.required(similarity, "similarity"),
      promptPooling: try message.promptPooling(
        includes: try message.required(includesPrompt, "includes_prompt"),
        excludes: excludesPrompt),
      layerNormBeforeCut: try message.required(layerNormBeforeCut, "layer_norm_before_cut"))
  }
}

extension WireReader {
  /// `excludes_prompt` says what version 1.0 could not; without it `includes_prompt` has its old meaning.
  fileprivate func promptPooling(
    includes: Bool, excludes: Bool?
  ) throws(CrestError) -> PromptPooling {
    guard let excludes else { return includes ? .included : .excludedFromFirstToken }
    guard excludes, !includes else {
      throw error(
        "excludes_prompt", expected: "true beside includes_prompt false, or no value",
        found: "\(excludes) beside \(includes)")
    }
    return .excluded
  }
}

extension VectorStep {
  init(_ message: inout WireReader) throws(CrestError) {
    let kind = try message.string(1, "kind")
    let size = try message.int(2, "size")
    let hasBias = try message.bool(3, "has_bias")
    let activation: VectorActivation? = try message.choice(4, "activation")
    switch try message.required(kind, "kind") {
    case "dense":
      self = .dense(
        DenseStep(
          outputSize: try message.required(size, "size"),
          hasBias: try message.required(hasBias, "has_bias"),
          activation: try message.required(activation, "activation")))
      return
    case "layer_norm": self = .layerNorm
    case "normalize": self = .normalize
    case let other:
      throw message.error(
        "kind", expected: "one of dense, layer_norm, normalize",
        found: "'\(other.prefix(64))'")
    }
    try message.absent(size, "size", "of a step that is not dense")
    try message.absent(hasBias, "has_bias", "of a step that is not dense")
    try message.absent(activation, "activation", "of a step that is not dense")
  }
}

extension Prompt {
  init(_ message: inout WireReader) throws(CrestError) {
    let name = try message.string(1, "name")
    let text = try message.string(2, "text")
    self.init(
      name: try message.required(name, "name"), text: try message.required(text, "text"))
  }
}

extension ManifestCheck {
  /// The rules for the sentence settings.
  func sentence(_ sentence: SentenceConfiguration, _ model: ModelConfiguration) throws(CrestError) {
    try size(sentence.maximumTokenCount, "sentence.maximum_token_count")
    if case .absolute(let rowCount, let offset) = model.positions {
      try range(
        sentence.maximumTokenCount, 1...rowCount - offset, "sentence.maximum_token_count")
    }
    for (index, prompt) in sentence.prompts.enumerated() {
      try nonEmpty(prompt.name, "sentence.prompts[\(index)].name")
      try text(prompt.text, "sentence.prompts[\(index)].text")
    }
    try unique(sentence.prompts.map { $0.name }) { "sentence.prompts[\($0)].name" }
    if let name = sentence.defaultPromptName {
      try prompt(name, of: sentence, "sentence.default_prompt_name")
    }
    try steps(sentence.steps)
    // The product fits: there are few modes.
    let width = sentence.stepSizes(hiddenSize: model.hiddenSize).last ?? 0
    try require(
      sentence.dimensions.first == width, "sentence.dimensions", "\(width) first",
      "\(sentence.dimensions.prefix(8))")
    for (index, pair) in zip(sentence.dimensions, sentence.dimensions.dropFirst()).enumerated() {
      try range(pair.1, 1...max(1, pair.0 - 1), "sentence.dimensions[\(index + 1)]")
      try require(
        pair.1 < pair.0, "sentence.dimensions[\(index + 1)]", "a size below \(pair.0)", "\(pair.1)")
    }
    if let size = sentence.defaultDimension {
      try require(
        sentence.dimensions.dropFirst().contains(size), "sentence.default_dimension",
        "one of the dimensions behind the first", "\(size)")
    }
    let similarities = ["cosine", "dot", "euclidean", "manhattan"]
    try require(
      similarities.contains(sentence.similarity), "sentence.similarity",
      "one of \(similarities.joined(separator: ", "))", "'\(sentence.similarity.prefix(64))'")
  }

  private func steps(_ steps: [VectorStep]) throws(CrestError) {
    try range(steps.count, 0...CrestLimits.stepCount, "sentence.steps.count")
    for (index, step) in steps.enumerated() {
      switch step {
      case .dense(let dense): try size(dense.outputSize, "sentence.steps[\(index)].size")
      case .layerNorm: break
      case .normalize:
        // What `normalizes` says, or says twice.
        let isLast = index == steps.count - 1
        try require(
          !isLast && steps[index + 1] != .normalize, "sentence.steps[\(index)].kind",
          "another step behind a normalize", isLast ? "none" : "a second one")
      }
    }
  }

  func prompt(
    _ name: String, of sentence: SentenceConfiguration, _ field: String
  ) throws(CrestError) {
    try text(name, field)
    try require(
      sentence.prompts.contains { $0.name.utf8.elementsEqual(name.utf8) }, field,
      "the name of a prompt", "'\(name.prefix(64))'")
  }
}
