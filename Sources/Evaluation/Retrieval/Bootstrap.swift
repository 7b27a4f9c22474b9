import Base

/// How far a mean may be from what other queries of the same kind would give.
public struct Bootstrap: Sendable, Equatable {
  /// How often the queries are drawn anew.
  public let resampleCount: Int
  /// Decides the draws.
  public let seed: UInt64
  /// The share of all draws whose means lie in an interval.
  public static let confidence = 0.95

  /// - Precondition: there is at least one resample.
  public init(resampleCount: Int = 10_000, seed: UInt64 = 1) {
    precondition(resampleCount >= 1)
    self.resampleCount = resampleCount
    self.seed = seed
  }

  /// A mean and the interval around it.
  public struct Interval: Sendable, Equatable {
    /// The mean.
    public let mean: Double
    /// Below this lie 2.5 % of the resampled means.
    public let low: Double
    /// Above this lie 2.5 % of the resampled means.
    public let high: Double

    /// Takes all values as they are.
    public init(mean: Double, low: Double, high: Double) {
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
  public func interval(of groups: [[Double]]) -> Interval {
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
    for _ in values {
      // The upper half of the product: even to within count / 2^64, and the same everywhere.
      sum += values[Int(random.next().multipliedFullWidth(by: UInt64(values.count)).high)]
    }
    return sum / Double(values.count)
  }
}
