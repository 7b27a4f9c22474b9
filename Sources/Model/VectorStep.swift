/// What is done to a pooled vector.
package enum VectorStep: Sendable, Hashable {
  /// A linear map and a function of each component of its result.
  case dense(DenseStep)
  /// LayerNorm with weights and biases, epsilon 1e-5.
  case layerNorm
  /// The vector is divided by its length, but by no less than 1e-12.
  case normalize
}

/// A linear map from a vector to a vector.
///
/// Source: sentence-transformers 6.2, `base/modules/dense.py`.
package struct DenseStep: Sendable, Hashable {
  /// The size of the result.
  package var outputSize: Int
  /// Whether the map has a bias.
  package var hasBias: Bool
  /// The function of each component.
  package var activation: VectorActivation

  package init(outputSize: Int, hasBias: Bool, activation: VectorActivation) {
    self.outputSize = outputSize
    self.hasBias = hasBias
    self.activation = activation
  }
}

/// A function of one component of a vector.
package enum VectorActivation: String, Sendable, Hashable, CaseIterable {
  /// x.
  case identity
  /// (exp(2 x) - 1) / (exp(2 x) + 1).
  case tanh
  /// 1 / (1 + exp(-x)).
  case sigmoid
  /// max(0, x).
  case relu
  /// x / 2 (1 + erf(x / sqrt 2)), the exact form.
  case gelu
  /// x / (1 + exp(-x)).
  case silu
}
