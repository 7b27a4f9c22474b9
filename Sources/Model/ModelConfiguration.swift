/// How a model knows where a token stands.
public enum PositionEncoding: Sendable, Equatable {
  /// Queries and keys are rotated, whole heads, in the layout of pairs (i, i + headDim / 2).
  case rotary(RotaryPositions)
  /// A learned row is added to each token: row `offset` to the first of at most
  /// `rowCount - offset` tokens.
  ///
  /// Where `offset` is above 0, the token `offset - 1` is padding: inside a text it takes the row
  /// of its own number and does not count.
  case absolute(rowCount: Int, offset: Int)
}

/// The function between the two matrices of a feed-forward block.
public enum Activation: String, Sendable, Equatable {
  /// x / 2 (1 + erf(x / sqrt 2)), the exact form.
  case gelu
  /// x / (1 + exp(-x)).
  case silu
}

/// The numbers of the canonical graph: embeddings, then per layer attention and feed-forward or
/// experts, each followed by the residual sum and a LayerNorm.
///
/// It is complete: nothing that decides a vector has a default.
public struct ModelConfiguration: Sendable, Equatable {
  /// The architecture's name, as `Architecture.name`.
  public let architecture: String
  /// Rows of the token table, padding rows included.
  public let vocabularySize: Int
  /// Channels of a hidden state.
  public let hiddenSize: Int
  /// Transformer blocks.
  public let layerCount: Int
  /// Attention heads.
  public let headCount: Int
  /// Channels of one head; `headCount` times it is `hiddenSize`.
  public let headDim: Int
  /// Channels between the two matrices of a feed-forward block or of one expert.
  public let feedForwardSize: Int
  /// How positions enter.
  public let positions: PositionEncoding
  /// Rows of the token type table; row 0 is added to every token.
  public let tokenTypeCount: Int
  /// What is added to the variance inside the square root.
  public let layerNormEpsilon: Float
  /// The feed-forward activation.
  public let activation: Activation
  /// Whether a feed-forward block multiplies its first map by the activation of a second one,
  /// whose rows follow the first's: `[2 F, H]`.
  public let isGated: Bool
  /// Where there are biases.
  public let biases: LinearBiases
  /// Per layer, whether it has experts in place of one feed-forward block.
  public let expertLayers: [Bool]
  /// Experts of a layer that has some, 0 if none has.
  public let expertCount: Int
  /// Experts that each token visits, 0 if no layer has any.
  public let expertsPerToken: Int
  /// Whether the chosen experts' probabilities are divided by their sum.
  public let normalizesExpertWeights: Bool
  /// What there is beside the pooled vector.
  public let heads: OutputHeads

  /// Takes all numbers as they are.
  ///
  /// - Precondition: `headCount * headDim == hiddenSize` and `expertLayers.count == layerCount`.
  public init(
    architecture: String, vocabularySize: Int, hiddenSize: Int, layerCount: Int, headCount: Int,
    headDim: Int, feedForwardSize: Int, positions: PositionEncoding, tokenTypeCount: Int,
    layerNormEpsilon: Float, activation: Activation, isGated: Bool, biases: LinearBiases,
    expertLayers: [Bool], expertCount: Int, expertsPerToken: Int, normalizesExpertWeights: Bool,
    heads: OutputHeads = .none
  ) {
    precondition(headCount * headDim == hiddenSize, "\(headCount) x \(headDim), \(hiddenSize)")
    precondition(expertLayers.count == layerCount, "\(expertLayers.count), \(layerCount)")
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
    self.isGated = isGated
    self.biases = biases
    self.expertLayers = expertLayers
    self.expertCount = expertCount
    self.expertsPerToken = expertsPerToken
    self.normalizesExpertWeights = normalizesExpertWeights
    self.heads = heads
  }

  /// The same model with other heads, or with biases elsewhere.
  public func with(
    heads: OutputHeads? = nil, biases: LinearBiases? = nil
  ) -> ModelConfiguration {
    ModelConfiguration(
      architecture: architecture, vocabularySize: vocabularySize, hiddenSize: hiddenSize,
      layerCount: layerCount, headCount: headCount, headDim: headDim,
      feedForwardSize: feedForwardSize, positions: positions, tokenTypeCount: tokenTypeCount,
      layerNormEpsilon: layerNormEpsilon, activation: activation, isGated: isGated,
      biases: biases ?? self.biases, expertLayers: expertLayers, expertCount: expertCount,
      expertsPerToken: expertsPerToken, normalizesExpertWeights: normalizesExpertWeights,
      heads: heads ?? self.heads)
  }
}
