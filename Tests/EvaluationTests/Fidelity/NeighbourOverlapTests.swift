import Evaluation
import Testing

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

  @Test func `texts that the golden has as near as the last are tied, and none of them is missed`()
  {
    let same = [[Double]](repeating: [1, 2], count: 5)
    let ours: [[Double]] = [[1, 2], [2, 1], [2, 1], [1, 2], [1, 2]]
    #expect(NeighbourOverlap.share(golden: same, ours: same, count: 2) == 1)
    #expect(NeighbourOverlap.share(golden: same, ours: ours, count: 2) == 1)
  }

  @Test func `of texts that are equally near in ours the earlier is nearer`() {
    // Golden: 0:{1,2} 1:{0,2} 2:{1,0} 3:{2,1}. Ours: 0:{1,2} 1:{0,2} 2:{0,1} 3:{0,1}.
    let ours = [[Double]](repeating: [1, 2], count: 4)
    #expect(
      NeighbourOverlap.share(golden: directions([0, 10, 21, 100]), ours: ours, count: 2) == 0.875)
  }

  /// Text 0, and texts that have these cosines with it and products of two of them with each other.
  private func around(_ cosines: [Double]) -> [[Double]] {
    let axes = cosines.count + 1
    return [[1] + [Double](repeating: 0, count: axes - 1)]
      + cosines.enumerated().map { index, cosine in
        var vector = [Double](repeating: 0, count: axes)
        (vector[0], vector[index + 1]) = (cosine, (1 - cosine * cosine).squareRoot())
        return vector
      }
  }

  @Test func `tied texts take the place of no nearer text, and no farther one takes theirs`() {
    // Nearest two: 0:{1,2|3} 1:{0,2|3} 2:{0,1} 3:{0,1} 4:{0,1}.
    let golden = around([0.8, 0.6, 0.6, 0.2])
    func share(_ cosines: [Double]) -> Double {
      NeighbourOverlap.share(golden: golden, ours: around(cosines), count: 2)
    }
    #expect(share([0.8, 0.6, 0.5, 0.2]) == 1)
    #expect(share([0.8, 0.5, 0.6, 0.2]) == 1)
    // 0:{2,3} 1:{0,2} 2:{0,3} 3:{0,2} 4:{0,2}; shared 1, 2, 1, 1, 1.
    #expect(share([0.1, 0.8, 0.7, 0.2]) == 0.6)
    // 0:{1,4} 1:{0,4} 2:{0,1} 3:{0,1} 4:{0,1}; shared 1, 1, 2, 2, 2.
    #expect(share([0.8, 0.2, 0.1, 0.6]) == 0.8)
  }

  @Test func `similarities are tied where components in binary32 cannot tell them apart`() {
    // Ours has the two others of text 0 the other way round; each of those has 0 as before.
    func share(difference: Double) -> Double {
      NeighbourOverlap.share(
        golden: around([0.5, 0.5 - difference]), ours: around([0.5 - difference, 0.5]), count: 1)
    }
    #expect(share(difference: 0.9 * 0x1p-22) == 1)
    #expect(share(difference: 1.1 * 0x1p-22) == 2.0 / 3)
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
