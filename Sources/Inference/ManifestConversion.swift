public import CrestFormat
public import Model

// The format knows nothing of architectures and tokenizers; here and in
// ManifestConversion+Tokenizer.swift its plain values become theirs.

extension ManifestModel {
  /// The stored form of a model's numbers.
  public init(_ model: ModelConfiguration) {
    let positions: ManifestPositions =
      switch model.positions {
      case .rotary(let rotary): .rotary(ManifestRotary(rotary))
      case .absolute(let rowCount, let offset): .absolute(rowCount: rowCount, offset: offset)
      }
    let activation: ManifestActivation =
      switch model.activation {
      case .gelu: .gelu
      case .silu: .silu
      }
    self.init(
      architecture: model.architecture, vocabularySize: model.vocabularySize,
      hiddenSize: model.hiddenSize, layerCount: model.layerCount, headCount: model.headCount,
      headDim: model.headDim, feedForwardSize: model.feedForwardSize, positions: positions,
      tokenTypeCount: model.tokenTypeCount, layerNormEpsilon: model.layerNormEpsilon,
      activation: activation, expertLayers: model.expertLayers, expertCount: model.expertCount,
      expertsPerToken: model.expertsPerToken,
      normalizesExpertWeights: model.normalizesExpertWeights, isGated: model.isGated,
      attentionBias: model.biases.attention, upBias: model.biases.up,
      downBias: model.biases.down, sparseHead: model.heads.sparse,
      colbertHead: model.heads.colbert)
  }
}

extension ModelConfiguration {
  /// The numbers of a stored model, which opening the file has checked.
  public init(_ model: ManifestModel) {
    let positions: PositionEncoding =
      switch model.positions {
      case .rotary(let rotary): .rotary(RotaryPositions(rotary))
      case .absolute(let rowCount, let offset): .absolute(rowCount: rowCount, offset: offset)
      }
    let activation: Activation =
      switch model.activation {
      case .gelu: .gelu
      case .silu: .silu
      }
    self.init(
      architecture: model.architecture, vocabularySize: model.vocabularySize,
      hiddenSize: model.hiddenSize, layerCount: model.layerCount, headCount: model.headCount,
      headDim: model.headDim, feedForwardSize: model.feedForwardSize, positions: positions,
      tokenTypeCount: model.tokenTypeCount, layerNormEpsilon: model.layerNormEpsilon,
      activation: activation, isGated: model.isGated,
      biases: LinearBiases(
        attention: model.attentionBias, up: model.upBias, down: model.downBias),
      expertLayers: model.expertLayers, expertCount: model.expertCount,
      expertsPerToken: model.expertsPerToken,
      normalizesExpertWeights: model.normalizesExpertWeights,
      heads: OutputHeads(sparse: model.sparseHead, colbert: model.colbertHead))
  }
}

extension ManifestRotary {
  fileprivate init(_ rotary: RotaryPositions) {
    self.init(
      base: rotary.base, divisor: rotary.divisor,
      scaling: rotary.scaling.map {
        Scaling(factor: $0.factor, trainedCount: $0.trainedCount)
      })
  }
}

extension RotaryPositions {
  fileprivate init(_ rotary: ManifestRotary) {
    self.init(
      base: rotary.base, divisor: rotary.divisor,
      scaling: rotary.scaling.map {
        DynamicScaling(factor: $0.factor, trainedCount: $0.trainedCount)
      })
  }
}

extension ManifestSentence {
  /// The stored form of a model's sentence settings.
  public init(_ sentence: SentenceConfiguration) {
    let pooling: ManifestPooling =
      switch sentence.pooling {
      case .mean: .mean
      case .cls: .cls
      }
    self.init(
      pooling: pooling, normalizes: sentence.normalizes,
      maximumTokenCount: sentence.maximumTokenCount,
      prompts: sentence.prompts.map { ManifestPrompt(name: $0.name, text: $0.text) },
      defaultPromptName: sentence.defaultPromptName, dimensions: sentence.dimensions,
      similarity: sentence.similarity, includesPrompt: sentence.includesPrompt,
      layerNormBeforeCut: sentence.layerNormBeforeCut)
  }
}

extension SentenceConfiguration {
  /// The sentence settings of a stored model.
  public init(_ sentence: ManifestSentence) {
    let pooling: Pooling =
      switch sentence.pooling {
      case .mean: .mean
      case .cls: .cls
      }
    self.init(
      pooling: pooling, normalizes: sentence.normalizes,
      maximumTokenCount: sentence.maximumTokenCount,
      prompts: sentence.prompts.map { Prompt(name: $0.name, text: $0.text) },
      defaultPromptName: sentence.defaultPromptName, dimensions: sentence.dimensions,
      similarity: sentence.similarity, includesPrompt: sentence.includesPrompt,
      layerNormBeforeCut: sentence.layerNormBeforeCut)
  }
}
