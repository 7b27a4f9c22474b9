import Base

/// The figures of a model on some sets, and those of another model if there is one.
package struct EvaluationComparison: Sendable {
  /// The metrics, in the order of a table.
  package let metrics: [RankingMetric]
  /// A row for each set.
  package let rows: [Row]
  /// The mean over the sets, each with the same weight.
  package let mean: Row

  /// The figures of one set, or of all.
  package struct Row: Sendable {
    /// How many queries they are of.
    package let queryCount: Int
    package let figures: [RankingMetric: Double]
    /// The other model's.
    package let reference: [RankingMetric: Double]?
    /// What the model has more than the other, with the interval of the paired bootstrap.
    package let differences: [RankingMetric: Bootstrap.Interval]?
    /// The share of the other model's first ten documents that are among the model's, on average.
    package let top10Overlap: Double?
    /// For how many queries the first metric is higher, lower and the same.
    package let wins: Wins?
  }

  /// For how many queries a model is better than another, worse and equally good.
  package struct Wins: Sendable, Equatable {
    /// Higher figures.
    package let better: Int
    /// Lower figures.
    package let worse: Int
    /// The same figures.
    package let equal: Int

    init(of differences: [Double]) {
      better = differences.count { $0 > 0 }
      worse = differences.count { $0 < 0 }
      equal = differences.count - better - worse
    }
  }

  /// Compares the evaluations of the same sets.
  ///
  /// - Precondition: there is a set; both lists are of the same sets.
  package init(
    _ evaluations: [SetEvaluation], reference: [SetEvaluation]?, metrics: [RankingMetric],
    bootstrap: Bootstrap
  ) {
    precondition(!evaluations.isEmpty && reference.map { $0.count == evaluations.count } ?? true)
    self.metrics = metrics
    func row(_ indices: Range<Int>) -> Row {
      let own = Array(evaluations[indices])
      let other = reference.map { Array($0[indices]) }
      return Row(
        of: own.map(\.figures), reference: other?.map(\.figures),
        overlap: other.map { EvaluationComparison.overlap(own, $0) }, metrics: metrics,
        bootstrap: bootstrap)
    }
    rows = evaluations.indices.map { row($0..<$0 + 1) }
    mean = row(evaluations.indices)
  }

  /// The mean over sets and their queries.
  private static func overlap(_ own: [SetEvaluation], _ other: [SetEvaluation]) -> Double {
    Bootstrap.mean(
      zip(own, other).map { own, other in
        Bootstrap.mean(
          zip(own.rankings, other.rankings).map { found, expected in
            let wanted = Set(expected.prefix(10).map(\.identifier))
            guard !wanted.isEmpty else { return 1 }
            let shared = wanted.intersection(found.prefix(10).map(\.identifier))
            return Double(shared.count) / Double(wanted.count)
          })
      })
  }
}

extension EvaluationComparison.Row {
  /// The means over sets of the means over queries.
  fileprivate init(
    of figures: [[RankingMetric: [Double]]], reference: [[RankingMetric: [Double]]]?,
    overlap: Double?, metrics: [RankingMetric], bootstrap: Bootstrap
  ) {
    func values(_ metric: RankingMetric, _ sets: [[RankingMetric: [Double]]]) -> [[Double]] {
      sets.map { $0[metric, default: []] }
    }
    func means(_ sets: [[RankingMetric: [Double]]]) -> [RankingMetric: Double] {
      Dictionary(
        uniqueKeysWithValues: metrics.map { metric in
          (metric, Bootstrap.mean(values(metric, sets).map(Bootstrap.mean)))
        })
    }
    func differences(
      _ metric: RankingMetric, _ other: [[RankingMetric: [Double]]]
    ) -> [[Double]] {
      zip(values(metric, figures), values(metric, other)).map { own, other in
        zip(own, other).map { $0 - $1 }
      }
    }
    queryCount = metrics.first.map { values($0, figures).reduce(0) { $0 + $1.count } } ?? 0
    self.figures = means(figures)
    self.reference = reference.map(means)
    self.differences = reference.map { other in
      Dictionary(
        uniqueKeysWithValues: metrics.map { metric in
          (metric, bootstrap.interval(of: differences(metric, other)))
        })
    }
    top10Overlap = overlap
    wins = reference.flatMap { other in
      metrics.first.map {
        EvaluationComparison.Wins(of: differences($0, other).flatMap { $0 })
      }
    }
  }
}

/// How far a mean may be from what other queries of the same kind would give.
package struct Bootstrap: Sendable, Equatable {
  /// How often the queries are resampled.
  package let resampleCount: Int
  /// Decides the draws.
  package let seed: UInt64
  /// The share of all draws whose means lie in an interval.
  package static let confidence = 0.95

  /// - Precondition: there is at least one resample.
  package init(resampleCount: Int = 10_000, seed: UInt64 = 1) {
    precondition(resampleCount >= 1)
    self.resampleCount = resampleCount
    self.seed = seed
  }

  /// A mean and the interval around it.
  package struct Interval: Sendable, Equatable {
    package let mean: Double
    /// Below this lie 2.5 % of the resampled means.
    package let low: Double
    /// Above this lie 2.5 % of the resampled means.
    package let high: Double

    package init(mean: Double, low: Double, high: Double) {
      self.mean = mean
      self.low = low
      self.high = high
    }
  }

  /// The mean over groups of the means of their values, with its interval.
  ///
  /// From each group as many values as it has are drawn with replacement; the interval holds the
  /// middle of the means that come out, its ends by nearest rank. With the differences of two
  /// systems on the same queries this is the paired bootstrap. Source: Efron and Tibshirani, "An
  /// Introduction to the Bootstrap", 1993, 13.3; Sakai, "Evaluating evaluation metrics based on the
  /// bootstrap", 2006.
  ///
  /// - Precondition: there is a group, and none is empty.
  package func interval(of groups: [[Double]]) -> Interval {
    precondition(!groups.isEmpty && groups.allSatisfy { !$0.isEmpty })
    var random = SplitMix64(seed: seed)
    var means = (0..<resampleCount).map { _ in
      Bootstrap.mean(groups.map { Bootstrap.resampledMean($0, &random) })
    }
    means.sort()
    let tail = (1 - Bootstrap.confidence) / 2
    let dropped = Int((tail * Double(resampleCount)).rounded(.down))
    return Interval(
      mean: Bootstrap.mean(groups.map(Bootstrap.mean)), low: means[dropped],
      high: means[resampleCount - 1 - dropped])
  }

  static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  private static func resampledMean(_ values: [Double], _ random: inout SplitMix64) -> Double {
    var sum = 0.0
    for _ in values { sum += values[random.next(below: values.count)] }
    return sum / Double(values.count)
  }
}
