/// How a model knows where a token stands.
public enum ManifestPositions: Sendable, Hashable {
  /// Rotary embedding with the angle base `base`.
  case rotary(base: Double)
  /// A learned table of `rowCount` rows; the first token takes row `offset`.
  case absolute(rowCount: Int, offset: Int)
}

/// The feed-forward's activation function.
public enum ManifestActivation: String, Sendable, Hashable, CaseIterable {
  /// GELU by the exact error function.
  case gelu
}

/// The numbers of the canonical graph, complete and without defaults.
public struct ManifestModel: Sendable, Hashable {
  /// The architecture's name, such as `nomic_bert`.
  public var architecture: String
  /// Rows of the token table.
  public var vocabularySize: Int
  /// Width of the residual stream.
  public var hiddenSize: Int
  /// Transformer layers.
  public var layerCount: Int
  /// Attention heads.
  public var headCount: Int
  /// Width of one head.
  public var headDim: Int
  /// Width inside the feed-forward, or inside one expert.
  public var feedForwardSize: Int
  /// How positions enter.
  public var positions: ManifestPositions
  /// Rows of the token type table; 0 for none.
  public var tokenTypeCount: Int
  /// Added to the variance in every layer norm.
  public var layerNormEpsilon: Float
  /// The feed-forward's activation.
  public var activation: ManifestActivation
  /// For each layer whether its feed-forward is made of experts.
  public var expertLayers: [Bool]
  /// Experts of an expert layer; 0 without expert layers.
  public var expertCount: Int
  /// Experts that see one token; 0 without expert layers.
  public var expertsPerToken: Int
  /// Whether the weights of the chosen experts are scaled to sum 1.
  public var normalizesExpertWeights: Bool

  /// Takes the values as they are; writing and opening a file checks them.
  public init(
    architecture: String, vocabularySize: Int, hiddenSize: Int, layerCount: Int, headCount: Int,
    headDim: Int, feedForwardSize: Int, positions: ManifestPositions, tokenTypeCount: Int,
    layerNormEpsilon: Float, activation: ManifestActivation, expertLayers: [Bool],
    expertCount: Int, expertsPerToken: Int, normalizesExpertWeights: Bool
  ) {
    self.architecture = architecture
    self.vocabularySize = vocabularySize
    self.hiddenSize = hiddenSize
    self.layerCount = layerCount
    self.headCount = headCount
    self.headDim = headDim
    self.feedForwardSize = feedForwardSize
    self.positions = positions
    self.tokenTypeCount = tokenTypeCount
    self.layerNormEpsilon = layerNormEpsilon
    self.activation = activation
    self.expertLayers = expertLayers
    self.expertCount = expertCount
    self.expertsPerToken = expertsPerToken
    self.normalizesExpertWeights = normalizesExpertWeights
  }
}
