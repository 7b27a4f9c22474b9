import Model

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
