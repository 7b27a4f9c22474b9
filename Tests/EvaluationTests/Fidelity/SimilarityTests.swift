import Evaluation
import Testing

@Suite struct SimilarityTests {
  @Test func `the cosine is that of the angle`() {
    #expect(Similarity.cosine([1, 0], [0, 2]) == 0)
    #expect(Similarity.cosine([1, 0], [-3, 0]) == -1)
    #expect(Similarity.cosine([3, 4], [4, 3]) == 24.0 / 25)
    #expect(abs(Similarity.cosine([1, 0], [1, 1]) - 0.5.squareRoot()) <= 2e-16)
  }

  @Test func `a vector and itself give exactly 1`() {
    for seed in 1...50 {
      let vector = (0..<37).map { Double(Float(($0 * 7919 + seed * 104_729) % 1009) / 1009 - 0.5) }
      #expect(Similarity.cosine(vector, vector) == 1)
    }
  }

  @Test func `a vector of length zero has the cosine 0 with anything`() {
    #expect(Similarity.cosine([0, 0], [1, 2]) == 0)
    #expect(Similarity.cosine([1, 2], [0, 0]) == 0)
    #expect(Similarity.cosine([0, 0], [0, 0]) == 0)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func `a value that is not finite gives NaN`(value: Double) {
    #expect(Similarity.cosine([1, value], [1, 2]).isNaN)
    #expect(Similarity.cosine([1, 2], [value, 1]).isNaN)
    #expect(Similarity.cosine([value, 0], [0, 0]).isNaN)
  }

  @Test func `the smallest and the largest binary32 values neither vanish nor overflow`() {
    let tiny = Double(Float.leastNonzeroMagnitude)
    let huge = Double(Float.greatestFiniteMagnitude)
    #expect(abs(Similarity.cosine([tiny, 0], [tiny, tiny]) - 0.5.squareRoot()) <= 2e-16)
    #expect(abs(Similarity.cosine([huge, 0], [huge, huge]) - 0.5.squareRoot()) <= 2e-16)
    #expect(Similarity.cosine([tiny, tiny], [huge, huge]) == 1)
  }

  @Test func `centring leaves zeros where only rounding would be left`() {
    let vector = [0.1, 0.2, 0.3]
    let mean = Similarity.mean([vector, vector, vector])
    #expect(Similarity.centered(vector, mean: mean) == [0, 0, 0])
    #expect(Similarity.centered([1, 5], mean: [2, 3]) == [-1, 2])
  }
}
