import Evaluation
import Testing

@Suite struct CenteringTests {
  @Test func `centering leaves zeros where only rounding would be left`() {
    let vector = [0.1, 0.2, 0.3]
    let mean = Centering.mean([vector, vector, vector])
    #expect(Centering.centered(vector, mean: mean) == [0, 0, 0])
    #expect(Centering.centered([1, 5], mean: [2, 3]) == [-1, 2])
  }
}
