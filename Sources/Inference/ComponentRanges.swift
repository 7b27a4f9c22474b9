/// Between which values each component of some vectors lies: 256 steps from the one to the other.
public struct ComponentRanges: Sendable, Equatable {
  /// The smallest value of each component.
  public let starts: [Float]
  /// The size of a step; 1 for a component that never changes.
  public let steps: [Float]

  /// The ranges of vectors, `nil` if one is too wide for binary32; for sentence-transformers'
  /// `ranges` `[2, D]` the same ranges.
  ///
  /// Source: sentence-transformers, `util/quantization.py`, `quantize_embeddings`.
  ///
  /// - Precondition: there is a vector, all are of one size and finite.
  public init?(of vectors: [[Float]]) {
    precondition(!vectors.isEmpty && vectors.allSatisfy { $0.count == vectors[0].count })
    var (starts, ends) = (vectors[0], vectors[0])
    for vector in vectors {
      for index in vector.indices {
        starts[index] = min(starts[index], vector[index])
        ends[index] = max(ends[index], vector[index])
      }
    }
    self.starts = starts
    steps = zip(starts, ends).map { start, end in
      let step = (end - start) / 255
      return step == 0 ? 1 : step
    }
    guard steps.allSatisfy(\.isFinite) else { return nil }
  }

  /// How many components a vector has.
  public var count: Int { starts.count }
}
