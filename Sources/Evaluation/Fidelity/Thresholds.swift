/// What a model must reach to pass a verification.
public struct Thresholds: Sendable, Equatable {
  /// The least mean cosine; `nil` for any.
  public var minCosine: Double?
  /// The least mean centred cosine; `nil` for any.
  public var minCenteredCosine: Double?

  /// Both bars are for the mean over all texts; without one, any finite figure passes.
  public init(minCosine: Double? = nil, minCenteredCosine: Double? = nil) {
    self.minCosine = minCosine
    self.minCenteredCosine = minCenteredCosine
  }
}
