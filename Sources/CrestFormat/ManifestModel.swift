/// How a model knows where a token stands.
public enum ManifestPositions: Sendable, Hashable {
  /// Rotary embedding.
  case rotary(ManifestRotary)
  /// A learned table of `rowCount` rows; the first token takes row `offset`.
  case absolute(rowCount: Int, offset: Int)
}

/// The angles of rotary positions.
public struct ManifestRotary: Sendable, Hashable {
  /// The angle base.
  public var base: Double
  /// What every frequency is divided by.
  public var divisor: Float
  /// Dynamic NTK scaling of texts beyond `trainedCount` tokens; `nil` without it.
  public var scaling: Scaling?

  /// By how much longer texts may be, and than what.
  public struct Scaling: Sendable, Hashable {
    /// At least 1.
    public var factor: Double
    /// Texts of up to so many tokens are not scaled.
    public var trainedCount: Int

    /// Takes the values as they are.
    public init(factor: Double, trainedCount: Int) {
      self.factor = factor
      self.trainedCount = trainedCount
    }
  }

  /// Takes the values as they are; writing and opening a file checks them.
  public init(base: Double, divisor: Float = 1, scaling: Scaling? = nil) {
    self.base = base
    self.divisor = divisor
    self.scaling = scaling
  }
}

/// The feed-forward's activation function.
public enum ManifestActivation: String, Sendable, Hashable, CaseIterable {
  /// GELU by the exact error function.
  case gelu
  /// x / (1 + exp(-x)).
  case silu
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
  /// Whether the feed-forward's first map is followed by a gate, `[2 F, H]` together.
  public var isGated: Bool
  /// Whether attention's maps have biases.
  public var attentionBias: Bool
  /// Whether the feed-forward's first map has a bias.
  public var upBias: Bool
  /// Whether the feed-forward's second map has a bias.
  public var downBias: Bool
  /// Whether there is a weight for every token.
  public var sparseHead: Bool
  /// Whether there is a vector for every token.
  public var colbertHead: Bool

  /// Takes the values as they are; writing and opening a file checks them.
  public init(
    architecture: String, vocabularySize: Int, hiddenSize: Int, layerCount: Int, headCount: Int,
    headDim: Int, feedForwardSize: Int, positions: ManifestPositions, tokenTypeCount: Int,
    layerNormEpsilon: Float, activation: ManifestActivation, expertLayers: [Bool],
    expertCount: Int, expertsPerToken: Int, normalizesExpertWeights: Bool, isGated: Bool,
    attentionBias: Bool, upBias: Bool, downBias: Bool, sparseHead: Bool, colbertHead: Bool
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
    self.isGated = isGated
    self.attentionBias = attentionBias
    self.upBias = upBias
    self.downBias = downBias
    self.sparseHead = sparseHead
    self.colbertHead = colbertHead
  }
}
