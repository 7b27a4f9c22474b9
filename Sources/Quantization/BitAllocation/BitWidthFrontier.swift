/// Every best way to give each of many units one of several widths: for any size the least loss, and
/// for any loss the least size.
///
/// Losses of units are taken to add up. The points are exact, by dynamic programming over what no other
/// choice beats in both size and loss; of equal choices the one with the first options is kept.
///
/// Source: Nemhauser and Ullmann, Discrete Dynamic Programming and Capital Allocation, Management
/// Science 15 (9), 1969.
public struct BitWidthFrontier: Sendable {
  /// What a unit costs under one width.
  public struct Option: Sendable, Hashable {
    /// Its size.
    public let byteCount: Int
    /// What it adds to the loss.
    public let loss: Double

    /// Takes both as they are.
    public init(byteCount: Int, loss: Double) {
      self.byteCount = byteCount
      self.loss = loss
    }
  }

  /// A width for every unit that no other choice beats.
  public struct Point: Sendable {
    /// The size of all units.
    public let byteCount: Int
    /// The sum of their losses.
    public let loss: Double
    fileprivate let last: Int
  }

  /// The points, from the smallest size to the largest; losses fall.
  public let points: [Point]

  /// An option that was taken, and the one before it.
  private struct Step {
    let option: Int
    let previous: Int
  }

  private let steps: [Step]

  /// The most points that are kept.
  ///
  /// Of several within one such part of the range of sizes, the one with the least loss stays. Models
  /// have far fewer, as their units have few different sizes.
  public static let defaultPointLimit = 1 << 14

  /// All points for `units`, each with its options.
  ///
  /// - Precondition: every unit has an option, losses are finite, and there is room for two points.
  public init(_ units: [[Option]], pointLimit: Int = BitWidthFrontier.defaultPointLimit) {
    precondition(pointLimit > 1)
    var steps: [Step] = []
    var points = [Point(byteCount: 0, loss: 0, last: -1)]
    for options in units {
      precondition(!options.isEmpty && options.allSatisfy(\.loss.isFinite))
      var candidates: [(point: Point, option: Int)] = []
      for (index, option) in options.enumerated() {
        for point in points {
          let sum = Point(
            byteCount: point.byteCount + option.byteCount, loss: point.loss + option.loss,
            last: point.last)
          candidates.append((sum, index))
        }
      }
      candidates.sort {
        ($0.point.byteCount, $0.point.loss, $0.option, $0.point.last)
          < ($1.point.byteCount, $1.point.loss, $1.option, $1.point.last)
      }
      points = []
      for (point, option) in BitWidthFrontier.thinned(candidates, to: pointLimit) {
        points.append(Point(byteCount: point.byteCount, loss: point.loss, last: steps.count))
        steps.append(Step(option: option, previous: point.last))
      }
    }
    self.points = points
    self.steps = steps
  }

  /// The option of every unit, by its index.
  public func options(of point: Point) -> [Int] {
    var options: [Int] = []
    var index = point.last
    while index >= 0 {
      options.append(steps[index].option)
      index = steps[index].previous
    }
    return options.reversed()
  }

  /// Sorted candidates without those that a smaller one equals or beats.
  private static func thinned(
    _ sorted: [(point: Point, option: Int)], to limit: Int
  ) -> [(point: Point, option: Int)] {
    var kept: [(point: Point, option: Int)] = []
    for candidate in sorted where candidate.point.loss < kept.last?.point.loss ?? .infinity {
      kept.append(candidate)
    }
    guard kept.count > limit, let first = kept.first, let last = kept.last else { return kept }
    let low = first.point.byteCount
    let width = (last.point.byteCount - low) / (limit - 1) + 1
    var result = [first]
    for (index, candidate) in kept.enumerated().dropFirst() {
      let isLastOfPart =
        index + 1 == kept.count
        || (kept[index + 1].point.byteCount - low) / width
          != (candidate.point.byteCount - low) / width
      if isLastOfPart { result.append(candidate) }
    }
    return result
  }
}

/// What a search has measured so far.
package struct BitWidthSearchState {
  /// What a linear's loss counts at least: where the table's own figure is too high, the others must not
  /// come for free.
  private static let leastWeight = 0.1

  /// The loss of the widest file, not calibrated.
  package let base: Double
  /// Files that could have been kept, in the order they were made.
  package var files: [BitWidthReport.File] = []
  /// What each width of each unit costs alone; empty until it is measured.
  package var losses: [[Double]] = []
  /// What a unit's loss counts in a sum.
  private var weights: [Double] = []
  /// Sums of weighted losses, and what the file of that choice measured; ascending by the sum.
  private var known: [(sum: Double, measured: Double)]

  package init(base: Double) {
    self.base = base
    known = [(0, base)]
  }

  /// Finds how losses add up, of the file in which every unit has its second width and which measured
  /// `loss`.
  ///
  /// Calibration makes later linears make up for earlier ones, so linears cost less together than alone.
  /// Nothing makes up for the token embedding at once.
  package mutating func weigh(isTokenTable: [Bool], losing loss: Double) {
    var (ofLinears, ofTable) = (0.0, 0.0)
    for (isTable, losses) in zip(isTokenTable, losses) {
      if isTable { ofTable += losses[1] } else { ofLinears += losses[1] }
    }
    let share = ofLinears > 0 ? (loss - base - ofTable) / ofLinears : 1
    let weight = min(max(share, BitWidthSearchState.leastWeight), 1)
    weights = isTokenTable.map { $0 ? 1 : weight }
  }

  /// What a width of a unit adds to a sum.
  package func weighted(unit: Int, width: Int) -> Double {
    losses[unit][width] * weights[unit]
  }

  /// Takes note of what a choice measured.
  package mutating func add(sum: Double, measured: Double) {
    known.removeAll { $0.sum == sum }
    known.append((sum, measured))
    known.sort { $0.sum < $1.sum }
  }

  /// What is expected of a choice: on the straight line between its neighbours.
  package func expected(sum: Double) -> Double {
    guard let above = known.first(where: { $0.sum >= sum }) else {
      return known.last?.measured ?? base
    }
    guard let below = known.last(where: { $0.sum < sum }) else { return above.measured }
    let share = (sum - below.sum) / (above.sum - below.sum)
    return below.measured + share * (above.measured - below.measured)
  }
}
