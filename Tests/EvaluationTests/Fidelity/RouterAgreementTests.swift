import Evaluation
import Testing

@Suite struct RouterAgreementTests {
  @Test func `a pair agrees when its whole set does`() {
    var agreement = RouterAgreement()
    agreement.add([0, 1, 2, 3, 4, 5] as [UInt8], [0, 1, 2, 4, 4, 5], chosenCount: 2)
    #expect([agreement.equalCount, agreement.count] == [2, 3])
    agreement.add([7, 8] as [Int32], [7, 8], chosenCount: 2)
    #expect(agreement.share == 0.75)
  }

  @Test func `without a pair there is no share`() {
    #expect(RouterAgreement().share == nil)
  }
}
