/// What a calibration saw.
public struct CalibrationReport: Sendable, Equatable {
  /// Texts that went through the model.
  public let textCount: Int
  /// Their tokens.
  public let tokenCount: Int
  /// For every expert layer by its index, how many tokens each expert was given.
  public var expertTokenCounts: [Int: [Int]] = [:]
  /// Matrices that saw too few tokens, or inputs that say nothing, and are rounded without data.
  public var withoutData: [String] = []
}
