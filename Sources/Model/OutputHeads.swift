/// What a model computes of its token vectors beside the pooled one.
public struct OutputHeads: Sendable, Equatable {
  /// A weight per token, `[1, H]` with bias.
  public let sparse: Bool
  /// A vector per token, `[H, H]` with bias.
  public let colbert: Bool

  /// Takes both values as they are.
  public init(sparse: Bool, colbert: Bool) {
    self.sparse = sparse
    self.colbert = colbert
  }

  /// The pooled vector alone.
  public static let none = OutputHeads(sparse: false, colbert: false)
}
