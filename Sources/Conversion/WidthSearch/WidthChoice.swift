public import Quantization

/// Widths that a search gave to single tensors, and what for.
public struct WidthChoice: Sendable, Hashable {
  /// What they were chosen for.
  public let goal: WidthGoal
  /// A rule for each tensor, by its name.
  public let rules: [TensorWidthRule]
}
