import CrestFormat

/// What the width of every weight is chosen for.
public enum WidthGoal: Sendable, Hashable {
  /// The smallest file whose vectors have at least this mean cosine to the original's.
  case minimumCosine(Double)
  /// The nearest vectors in a file of at most this size.
  case targetByteCount(Int)

  /// What a file says about it.
  var recorded: ManifestOption {
    switch self {
    case .minimumCosine(let bar): ManifestOption(key: "min_cosine", value: "\(bar)")
    case .targetByteCount(let count): ManifestOption(key: "target_size", value: "\(count)")
    }
  }
}
