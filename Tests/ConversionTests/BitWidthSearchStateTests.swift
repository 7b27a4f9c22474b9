import Conversion
import Quantization
import Testing

/// How losses of single units are added up.
@Suite struct BitWidthSearchStateTests {
  /// A table that costs 0.002 alone, and two maps that cost 0.006 and 0.010.
  private static func state(base: Double = 0.001, losing loss: Double) -> BitWidthSearchState {
    var state = BitWidthSearchState(base: HeldOutLoss(mean: base, bound: base))
    state.losses = [[0, 0.002], [0, 0.006], [0, 0.010]]
    state.weigh(isTokenTable: [true, false, false], losing: loss)
    return state
  }

  private static func sum(_ state: BitWidthSearchState) -> Double {
    (0..<3).reduce(0) { $0 + state.weighted(unit: $1, width: 1) }
  }

  @Test func `together units cost what their file does, and the table what it costs alone`() {
    let state = Self.state(losing: 0.007)
    #expect(state.weighted(unit: 0, width: 1) == 0.002)
    #expect(abs(state.weighted(unit: 1, width: 1) - 0.0015) < 1e-12)
    #expect(abs(state.weighted(unit: 2, width: 1) - 0.0025) < 1e-12)
    #expect(abs(state.base.mean + Self.sum(state) - 0.007) < 1e-12)
    #expect((0..<3).allSatisfy { state.weighted(unit: $0, width: 0) == 0 })
  }

  @Test(arguments: [(0.0005, 0.1), (0.0029, 0.1), (0.019, 1.0), (0.5, 1.0)])
  func `maps count a tenth at least and all of their loss at most`(loss: Double, weight: Double) {
    let state = Self.state(losing: loss)
    #expect(abs(state.weighted(unit: 2, width: 1) - 0.010 * weight) < 1e-12)
    #expect(state.weighted(unit: 0, width: 1) == 0.002)
  }

  @Test func `maps that cost nothing keep their loss`() {
    var state = BitWidthSearchState(base: HeldOutLoss(mean: 0, bound: 0))
    state.losses = [[0, 0.002], [0, 0]]
    state.weigh(isTokenTable: [true, false], losing: 0.004)
    #expect(state.weighted(unit: 1, width: 1) == 0)
  }

  @Test func `losses add up in means, and bounds are what is expected`() {
    var state = BitWidthSearchState(base: HeldOutLoss(mean: 0.001, bound: 0.003))
    state.losses = [[0, 0.002], [0, 0.004]]
    state.weigh(isTokenTable: [true, false], losing: 0.005)
    #expect(abs(state.weighted(unit: 1, width: 1) - 0.002) < 1e-12)
    #expect(state.expected(sum: 0.1) == 0.003)
    state.add(sum: 0.004, measured: 0.009)
    #expect(abs(state.expected(sum: 0.002) - 0.006) < 1e-12)
  }

  @Test func `a file by gptq stands for one by gptaq, which loses less`() {
    let state = BitWidthSearchState(base: HeldOutLoss(mean: 0.001, bound: 0.002))
    let measured = HeldOutLoss(mean: 0.011, bound: 0.022)
    let expected = state.loss(measured, by: .gptq)
    #expect(abs(expected.mean - 0.0085) < 1e-12)
    #expect(abs(expected.bound - 0.017) < 1e-12)
    #expect(state.loss(measured, by: .gptaq) == measured)
    #expect(state.loss(measured, by: nil) == measured)
    let unknown = HeldOutLoss(mean: .nan, bound: .nan)
    #expect(state.loss(unknown, by: .gptq).bound.isNaN)
    // 0.6 of what it adds to the widest file's 0.002.
    #expect(state.mayMeet(0.0141, losing: measured))
    #expect(!state.mayMeet(0.0139, losing: measured))
    #expect(!state.mayMeet(1, losing: unknown))
  }

  @Test(arguments: [(0.0043, false), (0.0045, true), (Double.nan, false)])
  func `a file that costs a fifth more than was expected is a surprise`(
    bound: Double, isSurprising: Bool
  ) {
    let state = BitWidthSearchState(base: HeldOutLoss(mean: 0.001, bound: 0.002))
    let loss = HeldOutLoss(mean: bound, bound: bound)
    #expect(state.isSurprising(loss, expected: 0.004) == isSurprising)
    #expect(!state.isSurprising(loss, expected: nil))
  }

  @Test(arguments: [(0.0001, true), (0.0002, true), (0.00021, false), (Double.nan, false)])
  func `the narrowest file is made for keeping where the widest loses next to nothing`(
    bound: Double, isExpected: Bool
  ) {
    let state = BitWidthSearchState(base: HeldOutLoss(mean: 0, bound: bound))
    #expect(state.expectsNarrowest(toLose: 0.006) == isExpected)
  }

  @Test(arguments: [(0.0019, true), (0.002, true), (0.0021, false)])
  func `a file above the line between a smaller and a larger one is no corner`(
    bound: Double, isCorner: Bool
  ) {
    let files: [(byteCount: Int, bound: Double)] = [
      (100, 0.003), (150, 0.0029), (300, 0.001), (400, 0.001),
    ]
    #expect(BitWidthSearchState.isCorner((200, bound), among: files) == isCorner)
    // Nothing is smaller, or larger.
    #expect(BitWidthSearchState.isCorner((100, 1), among: files))
    #expect(BitWidthSearchState.isCorner((400, 1), among: files))
  }

  @Test func `what is expected lies between what was measured`() {
    var state = Self.state(losing: 0.007)
    #expect(state.expected(sum: 0.5) == 0.001)
    state.add(sum: 0.006, measured: 0.007)
    #expect(abs(state.expected(sum: 0.003) - 0.004) < 1e-12)
    state.add(sum: 0.003, measured: 0.002)
    #expect(abs(state.expected(sum: 0.0045) - 0.0045) < 1e-12)
    #expect(state.expected(sum: 0.1) == 0.007)
  }
}
