import ArgumentParser
import Inference

/// What `embed` writes of each text.
struct OutputSelection: Equatable {
  /// The pooled vector.
  let dense: Bool
  /// What comes beside it.
  let kinds: OutputKinds

  /// The pooled vector alone.
  static let dense = OutputSelection(dense: true, kinds: [])

  /// Whether the score of one of them has a weight.
  func isWeighted(by score: HybridScore) -> Bool {
    dense && score.dense > 0 || kinds.contains(.sparse) && score.sparse > 0
      || kinds.contains(.colbert) && score.colbert > 0
  }

  /// Names between commas: `dense,sparse,colbert`.
  static func named(_ text: String) throws -> OutputSelection {
    var (dense, kinds) = (false, OutputKinds())
    for name in text.split(separator: ",", omittingEmptySubsequences: false) {
      switch name {
      case "dense": dense = true
      case "sparse": kinds.insert(.sparse)
      case "colbert": kinds.insert(.colbert)
      default: throw ValidationError("expected dense, sparse, colbert or some between commas")
      }
    }
    return OutputSelection(dense: dense, kinds: kinds)
  }
}
