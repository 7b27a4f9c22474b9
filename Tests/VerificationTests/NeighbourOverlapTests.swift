import Testing
import Verification

@Suite struct NeighbourOverlapTests {
  /// Directions at the given degrees; nearness is nearness of the angle.
  private func directions(_ degrees: [Int]) -> [[Double]] {
    // A parabola instead of sine and cosine: the angle grows with the number all the same.
    degrees.map { [1000, Double($0)] }
  }

  @Test func `the same vectors share all neighbours, whatever their length`() {
    let golden = directions([0, 1, 3, 7, 15, 31, 63, 127, 255, 300, 320, 333, 350])
    let ours = golden.enumerated().map { index, row in row.map { $0 * Double(index + 1) } }
    #expect(NeighbourOverlap.share(golden: golden, ours: ours) == 1)
  }

  @Test func `the share is the average over the texts`() {
    // Nearest two of each. Golden: 0:{1,2} 1:{0,2} 2:{1,0} 3:{2,1}; ours, 2 and 3 swapped:
    // 0:{1,3} 1:{0,3} 2:{3,1} 3:{1,0}.
    let golden = directions([0, 10, 21, 100])
    let ours = directions([0, 10, 100, 21])
    // Shared: {1}, {0}, {1}, {1} of two each.
    #expect(NeighbourOverlap.share(golden: golden, ours: ours, count: 2) == 0.5)
  }

  @Test func `up to ten texts compare all others`() {
    let golden = directions([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    #expect(NeighbourOverlap.share(golden: golden, ours: golden.reversed()) == 1)
    #expect(NeighbourOverlap.share(golden: [[1, 0]], ours: [[0, 1]]) == 1)
  }

  @Test func `of equally near texts the earlier is nearer`() {
    let same = [[Double]](repeating: [1, 2], count: 5)
    // Every text takes the first two others; ours makes the last two stand out for text 0 only.
    #expect(NeighbourOverlap.share(golden: same, ours: same, count: 2) == 1)
    let ours: [[Double]] = [[1, 2], [2, 1], [2, 1], [1, 2], [1, 2]]
    // Golden: 0:{1,2} 1:{0,2} 2:{0,1} 3:{0,1} 4:{0,1}
    // Ours:   0:{3,4} 1:{2,0} 2:{1,0} 3:{0,4} 4:{0,3}
    #expect(NeighbourOverlap.share(golden: same, ours: ours, count: 2) == 0.6)
  }

  @Test func `a vector of length zero is as far from all others`() {
    let golden: [[Double]] = [[0, 0], [1, 0], [1, 0.1], [1, 0.2]]
    #expect(NeighbourOverlap.share(golden: golden, ours: golden, count: 1) == 1)
  }

  @Test func `a value that is not finite gives NaN`() {
    let golden: [[Double]] = [[1, 0], [0, 1], [1, 1]]
    #expect(NeighbourOverlap.share(golden: golden, ours: [[1, 0], [0, .nan], [1, 1]]).isNaN)
    #expect(
      NeighbourOverlap.share(golden: [[1, 0], [0, .infinity]], ours: [[1, 0], [0, 1]]).isNaN)
  }
}
