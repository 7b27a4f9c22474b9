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
    let poolingName = try message.required(pooling, "pooling")
    guard let pooling = Pooling(rawValue: poolingName) else {
      let names = PoolingMode.allCases.map(\.rawValue).joined(separator: ", ")
      throw message.error(
        "pooling", expected: "one of \(names), or several with + between them, each once",
        found: "'\(poolingName.prefix(64))'")
    }
    self.init(
      pooling: pooling,
      normalizes: try message.required(normalizes, "normalizes"),
      maximumTokenCount: try message.required(maximumTokenCount, "maximum_token_count"),
      prompts: prompts, defaultPromptName: defaultPromptName, dimensions: dimensions,
      similarity: try message.required(similarity, "similarity"),
      includesPrompt: try message.required(includesPrompt, "includes_prompt"),
      layerNormBeforeCut: try message.required(layerNormBeforeCut, "layer_norm_before_cut"))
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
    // The product fits: there are few modes.
    let width = sentence.pooling.modes.count * model.hiddenSize
    try require(
      sentence.dimensions.first == width, "sentence.dimensions", "\(width) first",
      "\(sentence.dimensions.prefix(8))")
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
