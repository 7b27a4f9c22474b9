/// How a model knows where a token stands.
package enum PositionEncoding: Sendable, Hashable {
  /// Queries and keys are rotated, whole heads, in the layout of pairs (i, i + headDim / 2).
  case rotary(RotaryPositions)
  /// A learned row is added to each token: row `offset` to the first of at most
  /// `rowCount - offset` tokens.
  ///
  /// Where `offset` is above 0, the token `offset - 1` is padding: inside a text it takes the row
  /// of its own number and does not count.
  case absolute(rowCount: Int, offset: Int)
}

/// The angles of rotary positions: position x base^(-2i / headDim) / divisor.
package struct RotaryPositions: Sendable, Hashable {
  /// The base of the angles.
  package var base: Double
  /// What every frequency is divided by; 1 for nothing.
  package var divisor: Float
  /// How the base grows with texts longer than those of the training; `nil` if it does not.
  package var scaling: DynamicScaling?

  /// Dynamic NTK scaling.
  package struct DynamicScaling: Sendable, Hashable {
    /// By how much texts may be longer than `trainedCount`; at least 1.
    package var factor: Double
    /// Texts of up to so many tokens are not scaled.
    package var trainedCount: Int

    package init(factor: Double, trainedCount: Int) {
      self.factor = factor
      self.trainedCount = trainedCount
    }
  }

  package init(base: Double, divisor: Float = 1, scaling: DynamicScaling? = nil) {
    self.base = base
    self.divisor = divisor
    self.scaling = scaling
  }
}

/// What attention adds to the score of a pair of tokens for the distance between them: a row of a learned
/// table `[bucketCount, headCount]` that all layers share.
package enum RelativePositions {
  /// Rows of the table.
  ///
  /// Only the buckets of T5 are known: half of them for keys after the query, and of each
  /// half one for each distance below 8 and eight more that grow by the square root of 2.
  package static let bucketCount = 32

  /// The bucket of a key `distance` tokens after its query, or before it if that is negative.
  ///
  /// transformers takes a logarithm in binary32, 8 + trunc(log(d / 8) / log(16) x 8); from 1 to 70,000
  /// this gives the same.
  ///
  /// Source: transformers 5.23, `MPNetEncoder.relative_position_bucket` in `modeling_mpnet.py`.
  package static func bucket(ofDistance distance: Int) -> Int {
    let half = bucketCount / 2
    let magnitude = min(distance.magnitude, 128)
    let begin = distance > 0 ? half : 0
    guard magnitude >= 8 else { return begin + Int(magnitude) }
    // The distance that begins the n-th bucket from 8 on is 8 x 2^(n / 2).
    let doublings = UInt.bitWidth - 1 - (magnitude * magnitude / 64).leadingZeroBitCount
    return begin + min(half - 1, 8 + doublings)
  }
}

/// The function between the two matrices of a feed-forward block.
package enum Activation: String, Sendable, Hashable, CaseIterable {
  /// x / 2 (1 + erf(x / sqrt 2)), the exact form.
  case gelu
  /// x / (1 + exp(-x)).
  case silu
}

/// The numbers of the canonical graph: embeddings, then per layer attention and feed-forward or
/// experts, each followed by the residual sum and a LayerNorm.
///
/// It is complete: nothing that decides a vector has a default.
package struct ModelConfiguration: Sendable, Hashable {
  /// The architecture's name, as `Architecture.name`.
  package var architecture: String
  /// Rows of the token table, padding rows included.
  package var vocabularySize: Int
  /// Channels of a hidden state.
  package var hiddenSize: Int
  /// Transformer blocks.
  package var layerCount: Int
  package var headCount: Int
  /// Channels of one head; `headCount` times it is `hiddenSize`.
  package var headDim: Int
  /// Channels between the two matrices of a feed-forward block or of one expert.
  package var feedForwardSize: Int
  /// How positions enter.
  package var positions: PositionEncoding
  /// Whether attention adds a bias for each distance, as `RelativePositions` has them.
  package var hasRelativePositions: Bool
  /// Rows of the token type table; row 0 is added to every token.
  package var tokenTypeCount: Int
  /// What is added to the variance inside the square root.
  package var layerNormEpsilon: Float
  /// The feed-forward activation.
  package var activation: Activation
  /// Whether a feed-forward block multiplies its first map by the activation of a second one,
  /// whose rows follow the first's: `[2 F, H]`.
  package var isGated: Bool
  /// Where there are biases.
  package var biases: LinearBiases
  /// Per layer, whether it has experts in place of one feed-forward block.
  package var expertLayers: [Bool]
  /// Experts of a layer that has some, 0 if none has.
  package var expertCount: Int
  /// Experts that each token visits, 0 if no layer has any.
  package var expertsPerToken: Int
  /// Whether the chosen experts' probabilities are divided by their sum.
  package var normalizesExpertWeights: Bool
  /// What there is beside the pooled vector.
  package var heads: OutputHeads

  /// Takes the numbers; writing and opening a file checks them.
  package init(
    architecture: String, vocabularySize: Int, hiddenSize: Int, layerCount: Int, headCount: Int,
    headDim: Int, feedForwardSize: Int, positions: PositionEncoding,
    hasRelativePositions: Bool, tokenTypeCount: Int, layerNormEpsilon: Float,
    activation: Activation, isGated: Bool, biases: LinearBiases, expertLayers: [Bool],
    expertCount: Int, expertsPerToken: Int, normalizesExpertWeights: Bool,
    heads: OutputHeads = .none
  ) {
    self.architecture = architecture
    self.vocabularySize = vocabularySize
    self.hiddenSize = hiddenSize
    self.layerCount = layerCount
    self.headCount = headCount
    self.headDim = headDim
    self.feedForwardSize = feedForwardSize
    self.positions = positions
    self.hasRelativePositions = hasRelativePositions
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
}

/// Which linear maps of a layer have biases; an expert's maps have none.
package struct LinearBiases: Sendable, Hashable {
  /// The maps into and out of attention.
  package var attention: Bool
  /// The first map of a feed-forward block.
  package var up: Bool
  /// The second map of a feed-forward block.
  package var down: Bool

  package init(attention: Bool, up: Bool, down: Bool) {
    self.attention = attention
    self.up = up
    self.down = down
  }

  /// A bias everywhere.
  package static let all = LinearBiases(attention: true, up: true, down: true)
}

/// What a model computes of its token vectors beside the pooled one.
package struct OutputHeads: Sendable, Hashable {
  /// A weight per token, `[1, H]` with bias.
  package var sparse: Bool
  /// A vector per token, `[H, H]` with bias.
  package var colbert: Bool

  package init(sparse: Bool, colbert: Bool) {
    self.sparse = sparse
    self.colbert = colbert
  }

  /// The pooled vector alone.
  package static let none = OutputHeads(sparse: false, colbert: false)
}
