/// What a model finds of one retrieval set.
public struct SetEvaluation: Sendable {
  /// Of each query, in the set's order, the best documents.
  public let rankings: [[RankedDocument]]
  /// Of each metric each query's figure, in the set's order.
  public let figures: [RankingMetric: [Double]]
  /// How many queries were cut to what the model takes.
  public let cutQueryCount: Int
  /// How many documents were cut to what the model takes.
  public let cutDocumentCount: Int

  /// Scores rankings by a set's judgements.
  package init(
    rankings: [[RankedDocument]], set: RetrievalSet, metrics: [RankingMetric],
    cutQueryCount: Int = 0, cutDocumentCount: Int = 0
  ) {
    precondition(rankings.count == set.queries.count)
    self.rankings = rankings
    var figures: [RankingMetric: [Double]] = [:]
    for metric in metrics {
      figures[metric] = zip(rankings, set.queries).map { ranking, query in
        metric.value(of: ranking.map(\.identifier), scores: query.scores)
      }
    }
    self.figures = figures
    self.cutQueryCount = cutQueryCount
    self.cutDocumentCount = cutDocumentCount
  }
}
