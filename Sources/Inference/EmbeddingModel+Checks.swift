import Tokenization
public import Model

extension EmbeddingModel {
  /// Refuses a model that cannot run whatever its weights are.
  ///
  /// - Throws: `InferenceError.unsupportedModel`.
  public static func check(
    _ configuration: ModelConfiguration, _ sentence: SentenceConfiguration
  ) throws(InferenceError) {
    try Graph.check(configuration, maximumTokenCount: sentence.maximumTokenCount)
  }

  func checkedDimensions(_ dimensions: Int?) throws(InferenceError) -> Int {
    guard let dimensions else { return configuration.hiddenSize }
    guard sentence.dimensions.contains(dimensions) else {
      throw .unsupportedDimensions(expected: sentence.dimensions, found: dimensions)
    }
    return dimensions
  }

  func check(_ tokens: [[Int32]]) throws(InferenceError) {
    for (index, sequence) in tokens.enumerated() {
      guard !sequence.isEmpty else { throw .noTokens(index: index) }
      guard sequence.count <= sentence.maximumTokenCount else {
        throw .tooManyTokens(
          index: index, expected: sentence.maximumTokenCount, found: sequence.count)
      }
      if let id = sequence.first(where: { $0 < 0 || $0 >= configuration.vocabularySize }) {
        throw .unknownToken(index: index, expected: configuration.vocabularySize, found: Int(id))
      }
    }
  }

  /// Refuses outputs that the model has no head for.
  ///
  /// - Throws: `InferenceError.unsupportedOutput`, or `.noTokenizer` if weights are asked for that
  ///   special tokens, which nobody knows then, do not get.
  public func check(_ outputs: OutputKinds) throws(InferenceError) {
    _ = try checkedOutputs(outputs)
  }

  /// The ids that get no weight, if weights are asked for.
  func checkedOutputs(_ outputs: OutputKinds) throws(InferenceError) -> Set<Int32> {
    for (kind, name, isThere) in [
      (OutputKinds.sparse, "sparse", configuration.heads.sparse),
      (OutputKinds.colbert, "colbert", configuration.heads.colbert),
    ] where outputs.contains(kind) && !isThere {
      throw .unsupportedOutput(found: name)
    }
    guard outputs.contains(.sparse) else { return [] }
    guard let settings = tokenizer?.model.settings else { throw .noTokenizer }
    let special = [settings.beginID, settings.endID, settings.padID, settings.unknownID]
    return Set(special.map { Int32(truncatingIfNeeded: $0) })
  }
}

extension TextEmbedding {
  /// Whether no value is NaN or infinite.
  var isFinite: Bool {
    dense.allSatisfy(\.isFinite) && (sparse ?? []).allSatisfy(\.weight.isFinite)
      && (colbert ?? []).allSatisfy { $0.allSatisfy(\.isFinite) }
  }
}
