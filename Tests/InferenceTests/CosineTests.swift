import Inference
import Testing

@Suite struct CosineTests {
  @Test func `the cosine is that of the angle`() {
    #expect(Cosine.of([1.0, 0], [0.0, 2]) == 0)
    #expect(Cosine.of([1.0, 0], [-3.0, 0]) == -1)
    #expect(Cosine.of([3.0, 4], [4.0, 3]) == 24.0 / 25)
    #expect(abs(Cosine.of([1.0, 0], [1.0, 1]) - 0.5.squareRoot()) <= 2e-16)
  }

  @Test func `a vector and itself give exactly 1`() {
    for seed in 1...50 {
      let vector = (0..<37).map { Double(Float(($0 * 7919 + seed * 104_729) % 1009) / 1009 - 0.5) }
      #expect(Cosine.of(vector, vector) == 1)
    }
  }

  @Test func `a vector of length zero has the cosine 0 with anything`() {
    #expect(Cosine.of([0.0, 0], [1.0, 2]) == 0)
    #expect(Cosine.of([1.0, 2], [0.0, 0]) == 0)
    #expect(Cosine.of([0.0, 0], [0.0, 0]) == 0)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func `a value that is not finite gives NaN`(value: Double) {
    #expect(Cosine.of([1, value], [1.0, 2]).isNaN)
    #expect(Cosine.of([1.0, 2], [value, 1]).isNaN)
    #expect(Cosine.of([value, 0], [0.0, 0]).isNaN)
  }

  @Test func `the smallest and the largest binary32 values neither vanish nor overflow`() {
    let tiny = Double(Float.leastNonzeroMagnitude)
    let huge = Double(Float.greatestFiniteMagnitude)
    #expect(abs(Cosine.of([tiny, 0], [tiny, tiny]) - 0.5.squareRoot()) <= 2e-16)
    #expect(abs(Cosine.of([huge, 0], [huge, huge]) - 0.5.squareRoot()) <= 2e-16)
    #expect(Cosine.of([tiny, tiny], [huge, huge]) == 1)
  }

  @Test func `values of both precisions give the same figures`() {
    let (first, second): ([Float], [Float]) = ([1, 2, 3], [3, 1, -2])
    let doubles = (first.map { Double($0) }, second.map { Double($0) })
    #expect(Cosine.dot(first, second) == -1)
    #expect(Cosine.of(first, second) == Cosine.of(doubles.0, doubles.1))
    #expect(Cosine.of(first[1...], second[1...]) == Cosine.of([2.0, 3], [1.0, -2]))
    #expect(Cosine.length([3, 4] as [Float]) == 5)
    #expect(Cosine.normalized([3, 4]) == [0.6, 0.8])
    #expect(Cosine.normalized([0, 0]) == [0, 0])
  }

  @Test func `a matrix follows the rule for zeros and for values that are not finite`() {
    let matrix = Cosine.matrix(of: [[3, 4], [0, 0], [4, 3], [.nan, 1], [.infinity, 0]])
    #expect(matrix[0][0] == 1)
    #expect(matrix[0][2] == 24.0 / 25 && matrix[2][0] == 24.0 / 25)
    #expect(matrix[0][1] == 0 && matrix[1][1] == 0)
    #expect((0..<5).allSatisfy { matrix[3][$0].isNaN && matrix[$0][4].isNaN })
  }
}
