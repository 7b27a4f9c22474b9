/// Which linear maps of a layer have biases; an expert's maps have none.
public struct LinearBiases: Sendable, Equatable {
  /// The maps into and out of attention.
  public let attention: Bool
  /// The first map of a feed-forward block.
  public let up: Bool
  /// The second map of a feed-forward block.
  public let down: Bool

  /// Takes all values as they are.
  public init(attention: Bool, up: Bool, down: Bool) {
    self.attention = attention
    self.up = up
    self.down = down
  }

  /// A bias everywhere.
  public static let all = LinearBiases(attention: true, up: true, down: true)
}
