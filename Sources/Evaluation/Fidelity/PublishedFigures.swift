import Base

/// Figures that others published for a model's weights.
public struct PublishedFigures: Sendable, Equatable {
  /// A text and the ids it gives, the special ones included.
  public struct TokenIDs: Sendable, Equatable {
    /// The text with its prompt.
    public let text: String
    /// Its ids.
    public let ids: [Int32]
    /// The key of the source that names it.
    public let source: String
  }

  /// Two texts and the cosine of their vectors.
  public struct Pair: Sendable, Equatable {
    /// A text with its prompt.
    public let first: String
    /// Another.
    public let second: String
    /// The published cosine.
    public let cosine: Double
    /// How far off a binary32 path may be.
    public let tolerance: Double
    /// The key of the source that names it.
    public let source: String
  }

  /// A text and the first components of its vector.
  public struct VectorPrefix: Sendable, Equatable {
    /// The text with its prompt.
    public let text: String
    /// The size of the whole vector.
    public let dimensions: Int
    /// The components, of any length: only their direction is compared.
    public let prefix: [Double]
    /// The least cosine of a binary32 path's components with these.
    public let minimumCosine: Double
    /// Why they are not compared one by one.
    public let caveat: String?
    /// The key of the source that names it.
    public let source: String
  }

  /// The model's name.
  public let model: String
  /// The ids.
  public let tokenIDs: [TokenIDs]
  /// The cosines.
  public let pairs: [Pair]
  /// The components.
  public let prefixes: [VectorPrefix]
  /// Where the figures come from, by key.
  public let sources: [String: String]
}
