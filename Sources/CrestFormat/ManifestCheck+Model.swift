import Model

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
    try require(
      sentence.dimensions.first == model.hiddenSize, "sentence.dimensions",
      "\(model.hiddenSize) first", "\(sentence.dimensions.prefix(8))")
    for (index, pair) in zip(sentence.dimensions, sentence.dimensions.dropFirst()).enumerated() {
      try range(pair.1, 1...max(1, pair.0 - 1), "sentence.dimensions[\(index + 1)]")
      try require(
        pair.1 < pair.0, "sentence.dimensions[\(index + 1)]", "a size below \(pair.0)", "\(pair.1)")
    }
    let similarities = ["cosine", "dot", "euclidean", "manhattan"]
    try require(
      similarities.contains(sentence.similarity), "sentence.similarity",
      "one of \(similarities.joined(separator: ", "))", "'\(sentence.similarity.prefix(64))'")
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
