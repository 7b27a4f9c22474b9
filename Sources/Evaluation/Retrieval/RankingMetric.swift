package import Base

/// A figure for a list of found documents, from 0 to 1; 0 without a relevant document.
///
/// All are trec_eval's, with documents relevant from score 1 on.
package struct RankingMetric: Sendable, Hashable {
  /// How the figure is made.
  package let kind: Kind
  /// How many documents from the top on count.
  package let cutoff: Int

  /// How a figure is made.
  package enum Kind: Sendable, Hashable {
    /// `ndcg_cut`: score / log2(rank + 1), summed, by the sum of the best order. Järvelin and
    /// Kekäläinen: "Cumulated gain-based evaluation of IR techniques", 2002.
    case ndcg
    /// `recall`: how many of the relevant documents were found.
    case recall
    /// `recip_rank` within the cutoff: 1 / the rank of the first relevant document.
    case reciprocalRank
  }

  /// A figure of the documents from the top to `cutoff`.
  package init(_ kind: Kind, at cutoff: Int) {
    self.kind = kind
    self.cutoff = cutoff
  }

  /// The figures that the tables of BEIR and MIRACL have.
  package static let usual = [
    RankingMetric(.ndcg, at: 10), RankingMetric(.recall, at: 10), RankingMetric(.recall, at: 100),
    RankingMetric(.reciprocalRank, at: 10),
  ]

  /// The name in a table: `nDCG@10`.
  package var name: String {
    switch kind {
    case .ndcg: "nDCG@\(cutoff)"
    case .recall: "Recall@\(cutoff)"
    case .reciprocalRank: "MRR@\(cutoff)"
    }
  }

  /// The name in JSON: `ndcg_10`.
  package var key: String {
    switch kind {
    case .ndcg: "ndcg_\(cutoff)"
    case .recall: "recall_\(cutoff)"
    case .reciprocalRank: "mrr_\(cutoff)"
    }
  }

  /// The figure of a list, best document first.
  package func value(of ranking: [Identifier], scores: [Identifier: Int]) -> Double {
    let relevant = scores.values.filter { $0 > 0 }
    guard !relevant.isEmpty else { return 0 }
    let found = ranking.prefix(cutoff).map { max(0, scores[$0] ?? 0) }
    switch kind {
    case .ndcg:
      let best = relevant.sorted(by: >).prefix(cutoff)
      return RankingMetric.gain(found) / RankingMetric.gain(Array(best))
    case .recall:
      return Double(found.count { $0 > 0 }) / Double(relevant.count)
    case .reciprocalRank:
      return found.firstIndex { $0 > 0 }.map { 1 / Double($0 + 1) } ?? 0
    }
  }

  private static func gain(_ scores: [Int]) -> Double {
    scores.enumerated().reduce(0) { $0 + Double($1.element) / log2(Double($1.offset + 2)) }
  }
}
