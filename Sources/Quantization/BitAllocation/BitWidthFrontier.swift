/// Every best way to give each of many units one of several widths: for any size the least loss, and
/// for any loss the least size.
///
/// Losses of units are taken to add up. The points are exact, by dynamic programming over what no other
/// choice beats in both size and loss; of equal choices the one with the first options is kept.
///
/// Source: Nemhauser and Ullmann, Discrete Dynamic Programming and Capital Allocation, Management
/// Science 15 (9), 1969.
package struct BitWidthFrontier: Sendable {
  /// What a unit costs under one width.
  package struct Option: Sendable, Hashable {
    package let byteCount: Int
    /// What it adds to the loss.
    package let loss: Double

    package init(byteCount: Int, loss: Double) {
      self.byteCount = byteCount
      self.loss = loss
    }
  }

  /// A width for every unit that no other choice beats.
  package struct Point: Sendable {
    /// The size of all units.
    package let byteCount: Int
    /// The sum of their losses.
    package let loss: Double
    fileprivate let last: Int
  }

  /// The points, from the smallest size to the largest; losses fall.
  package let points: [Point]

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
  package static let defaultPointLimit = 1 << 14

  /// All points for `units`, each with its options.
  ///
  /// - Precondition: every unit has an option, losses are finite, and there is room for two points.
  package init(_ units: [[Option]], pointLimit: Int = BitWidthFrontier.defaultPointLimit) {
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

  /// The points that lie below the line between any two others: the corners of the frontier.
  ///
  /// Between two of them more bytes buy less than they do elsewhere.
  package var corners: [Point] {
    var corners: [Point] = []
    for point in points {
      while corners.count > 1, let last = corners.last,
        !BitWidthFrontier.isBelow(last, from: corners[corners.count - 2], to: point)
      {
        corners.removeLast()
      }
      corners.append(point)
    }
    return corners
  }

  /// The first of some points, from the smallest size to the largest, and those that are at least 2 % larger than
  /// the last before them: each that is tried takes a calibration.
  package static func apart(_ points: [Point]) -> [Point] {
    var kept: [Point] = []
    for point in points {
      if let last = kept.last, (point.byteCount - last.byteCount) * 50 < last.byteCount { continue }
      kept.append(point)
    }
    return kept
  }

  /// Whether a point lies below the line between two others, one smaller and one larger.
  private static func isBelow(_ point: Point, from first: Point, to last: Point) -> Bool {
    (point.loss - first.loss) * Double(last.byteCount - first.byteCount)
      < (last.loss - first.loss) * Double(point.byteCount - first.byteCount)
  }

  /// The option of every unit, by its index.
  package func options(of point: Point) -> [Int] {
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
