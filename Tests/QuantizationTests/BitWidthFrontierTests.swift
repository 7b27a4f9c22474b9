import Quantization
import TestSupport
import Testing

@Suite struct BitWidthFrontierTests {
  private typealias Option = BitWidthFrontier.Option

  /// Up to eight units with one to three options; few different numbers, so that many tie.
  private static func units(_ numbers: inout SeededNumbers) -> [[Option]] {
    (0..<numbers.int(0..<9)).map { _ in
      (0..<numbers.int(1..<4)).map { _ in
        Option(byteCount: numbers.int(0..<12) * 64, loss: Double(numbers.int(0..<10)) / 64)
      }
    }
  }

  /// Every choice there is: one option of each unit.
  private static func choices(_ units: [[Option]]) -> [[Int]] {
    units.reduce([[]]) { choices, options in
      choices.flatMap { choice in options.indices.map { choice + [$0] } }
    }
  }

  private static func sums(_ units: [[Option]], _ choice: [Int]) -> (byteCount: Int, loss: Double) {
    zip(units, choice).reduce((0, 0)) {
      ($0.0 + $1.0[$1.1].byteCount, $0.1 + $1.0[$1.1].loss)
    }
  }

  @Test func `the points are those that no other choice beats`() {
    var numbers = SeededNumbers(seed: 11)
    for _ in 0..<200 {
      let units = Self.units(&numbers)
      let frontier = BitWidthFrontier(units)
      let all = Self.choices(units).map { Self.sums(units, $0) }
      let unbeaten = all.filter { one in
        !all.contains {
          ($0.byteCount < one.byteCount && $0.loss <= one.loss)
            || ($0.byteCount <= one.byteCount && $0.loss < one.loss)
        }
      }
      let wanted = Set(unbeaten.map(\.byteCount)).sorted()
      #expect(frontier.points.map(\.byteCount) == wanted)
      for point in frontier.points {
        let best = all.filter { $0.byteCount <= point.byteCount }.map(\.loss).min()
        #expect(point.loss == best)
        let options = frontier.options(of: point)
        #expect(options.count == units.count)
        #expect(Self.sums(units, options) == (point.byteCount, point.loss))
      }
    }
  }

  @Test func `the corners are the points below every line between two others`() {
    var numbers = SeededNumbers(seed: 13)
    for _ in 0..<200 {
      let frontier = BitWidthFrontier(Self.units(&numbers))
      let points = frontier.points
      let wanted = points.filter { point in
        !points.contains { small in
          points.contains { large in
            guard small.byteCount < point.byteCount, point.byteCount < large.byteCount else {
              return false
            }
            // Sums of sixty-fourths and bytes: exact.
            let width = Double(large.byteCount - small.byteCount)
            return (point.loss - small.loss) * width
              >= Double(point.byteCount - small.byteCount) * (large.loss - small.loss)
          }
        }
      }
      #expect(frontier.corners.map(\.byteCount) == wanted.map(\.byteCount))
      #expect(frontier.corners.first?.byteCount == points.first?.byteCount)
      #expect(frontier.corners.last?.byteCount == points.last?.byteCount)
    }
  }

  @Test func `of equal choices the one with the first options is kept`() throws {
    let options = [Option(byteCount: 64, loss: 0.5), Option(byteCount: 64, loss: 0.5)]
    let frontier = BitWidthFrontier([options, options])
    #expect(frontier.points.count == 1)
    #expect(frontier.options(of: try #require(frontier.points.first)) == [0, 0])
  }

  @Test func `no units have one choice`() throws {
    let frontier = BitWidthFrontier([])
    #expect(frontier.points.count == 1)
    #expect(frontier.options(of: try #require(frontier.points.first)) == [])
  }

  @Test func `beyond a limit the ends stay, and what is between is near the best`() throws {
    var numbers = SeededNumbers(seed: 12)
    let units = (0..<40).map { _ in
      [
        Option(byteCount: 100_000 + numbers.int(0..<100_000), loss: 0),
        Option(byteCount: numbers.int(0..<100_000), loss: Double(numbers.float() + 1)),
      ]
    }
    let exact = BitWidthFrontier(units)
    let thin = BitWidthFrontier(units, pointLimit: 50)
    #expect(exact.points.count > 300)
    #expect((25...51).contains(thin.points.count))
    for end in [thin.points.first, thin.points.last] {
      let end = try #require(end)
      #expect(exact.points.contains { ($0.byteCount, $0.loss) == (end.byteCount, end.loss) })
    }
    #expect(thin.points.first?.byteCount == exact.points.first?.byteCount)
    #expect(thin.points.last?.byteCount == exact.points.last?.byteCount)
    let range = try #require(exact.points.first).loss
    let excess = try thin.points.map { point in
      let best = try #require(exact.points.last { $0.byteCount <= point.byteCount })
      return (point.loss - best.loss) / range
    }
    let largest = excess.max() ?? .infinity
    print("thinned frontier: at most \(largest) of the range above the best")
    // Measured: 0.039.
    #expect(largest <= 0.05)
  }
}
