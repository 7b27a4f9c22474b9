/// Mean, smallest value and two percentiles of a list of figures.
public struct Summary: Sendable, Equatable {
  /// The arithmetic mean.
  public let mean: Double
  /// The smallest value.
  public let min: Double
  /// The first percentile: of fewer than 101 values the smallest.
  public let p1: Double
  /// The median; of an even number of values the lower of the two in the middle.
  public let p50: Double

  /// Summarises `values`; if one of them is NaN or infinite, or there is none, everything is NaN.
  public init(of values: [Double]) {
    guard !values.isEmpty, values.allSatisfy(\.isFinite) else {
      (mean, min, p1, p50) = (.nan, .nan, .nan, .nan)
      return
    }
    let sorted = values.sorted()
    mean = values.reduce(0, +) / Double(values.count)
    min = sorted[0]
    p1 = Summary.percentile(1, of: sorted)
    p50 = Summary.percentile(50, of: sorted)
  }

  /// Whether no value that was summarised was NaN or infinite.
  public var isFinite: Bool { mean.isFinite }

  /// The percentile by nearest rank: the smallest value that at least `percent` of 100 values do
  /// not exceed, `sorted[ceil(percent / 100 x N) - 1]`.
  ///
  /// - Precondition: `sorted` ascends and is not empty, and `percent` is from 1 to 100.
  static func percentile(_ percent: Int, of sorted: [Double]) -> Double {
    precondition((1...100).contains(percent) && !sorted.isEmpty)
    return sorted[(percent * sorted.count + 99) / 100 - 1]
  }
}
