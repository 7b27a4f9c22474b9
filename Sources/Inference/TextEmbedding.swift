/// All that a model says about one text.
public struct TextEmbedding: Sendable, Equatable {
  /// The pooled vector, normalised if the model does so.
  public let dense: [Float]
  /// The weights above 0 of the text's tokens, by rising id; `nil` if not asked for.
  public let sparse: [TokenWeight]?
  /// A vector `[H]` of length 1 for every token but the first; `nil` if not asked for.
  public let colbert: [[Float]]?

  /// The weight of a token.
  public struct TokenWeight: Sendable, Equatable {
    /// The token's id.
    public let id: Int32
    /// Above 0.
    public let weight: Float

    /// Takes both values as they are.
    public init(id: Int32, weight: Float) {
      self.id = id
      self.weight = weight
    }
  }

  /// Takes all values as they are.
  public init(dense: [Float], sparse: [TokenWeight]? = nil, colbert: [[Float]]? = nil) {
    self.dense = dense
    self.sparse = sparse
    self.colbert = colbert
  }
}
