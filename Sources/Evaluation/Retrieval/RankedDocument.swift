public import Base

/// A document that a search found.
public struct RankedDocument: Sendable, Equatable {
  /// The `_id`.
  public let identifier: Identifier
  /// How near it is to the query.
  public let score: Float

  /// Takes both values as they are.
  public init(identifier: Identifier, score: Float) {
    self.identifier = identifier
    self.score = score
  }

  /// Whether it stands before `other`: by score, of equal scores the larger identifier first.
  ///
  /// Source: trec_eval, `form_res_rels.c`, `comp_sim_docno`.
  func precedes(_ other: RankedDocument) -> Bool {
    score == other.score ? other.identifier < identifier : score > other.score
  }
}
