/// The angles of rotary positions: position x base^(-2i / headDim) / divisor.
public struct RotaryPositions: Sendable, Equatable {
  /// The base of the angles.
  public let base: Double
  /// What every frequency is divided by; 1 for nothing.
  public let divisor: Float
  /// How the base grows with texts longer than those of the training; `nil` if it does not.
  public let scaling: DynamicScaling?

  /// Dynamic NTK scaling.
  public struct DynamicScaling: Sendable, Equatable {
    /// By how much texts may be longer than `trainedCount`; at least 1.
    public let factor: Double
    /// Texts of up to so many tokens are not scaled.
    public let trainedCount: Int

    /// Takes both values as they are.
    public init(factor: Double, trainedCount: Int) {
      self.factor = factor
      self.trainedCount = trainedCount
    }
  }

  /// Takes all values as they are.
  public init(base: Double, divisor: Float = 1, scaling: DynamicScaling? = nil) {
    self.base = base
    self.divisor = divisor
    self.scaling = scaling
  }
}
