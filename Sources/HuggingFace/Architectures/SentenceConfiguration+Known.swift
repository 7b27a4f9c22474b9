public import Model
import Base

extension SentenceConfiguration {
  /// The same with what the table says of `known` wherever the files say nothing, and which
  /// settings that were.
  ///
  /// `files` and `matryoshka` are what the configuration was read from. Prompts are taken only if
  /// there is none, sizes only if neither lists any and the whole vector has the published size.
  public func completed(
    by known: KnownModel, files: ModelFiles, matryoshka: [Int]? = nil
  ) -> (configuration: SentenceConfiguration, taken: KnownFields?) {
    var fields: [KnownFields.Field] = []
    if prompts.isEmpty, !known.prompts.isEmpty { fields.append(.prompts) }
    let isListed = matryoshka != nil || files.listsDimensions
    if !isListed, known.dimensions.count > 1, known.dimensions.first == dimensions.first {
      fields.append(.dimensions)
    }
    let isCut = dimensions.count > 1 || fields.contains(.dimensions)
    if known.layerNormBeforeCut, !layerNormBeforeCut, isCut { fields.append(.layerNormBeforeCut) }
    guard !fields.isEmpty else { return (self, nil) }
    let configuration = SentenceConfiguration(
      pooling: pooling, normalizes: normalizes, maximumTokenCount: maximumTokenCount,
      prompts: fields.contains(.prompts) ? known.prompts : prompts,
      defaultPromptName: defaultPromptName,
      dimensions: fields.contains(.dimensions) ? known.dimensions : dimensions,
      similarity: similarity, includesPrompt: includesPrompt,
      layerNormBeforeCut: layerNormBeforeCut || fields.contains(.layerNormBeforeCut))
    return (configuration, KnownFields(repository: known.repository, fields: fields))
  }
}

extension ModelFiles {
  /// Whether one of the files lists the sizes that a vector may be cut to.
  var listsDimensions: Bool {
    [sentenceTransformers, config].contains { file in
      guard let value = file?.object?["matryoshka_dimensions"] else { return false }
      return value != .null
    }
  }
}
