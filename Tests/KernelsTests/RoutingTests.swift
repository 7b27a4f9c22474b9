import CKernels
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct RoutingTests {
  private func choose(
    _ logits: [Float], experts: Int, chosen: Int, normalizes: Bool
  ) -> (experts: [Int32], weights: [Float]) {
    let rowCount = logits.count / experts
    let input = Guarded(logits)
    let out = Guarded<Int32>(repeating: -1, count: rowCount * chosen)
    let weights = Guarded<Float>(count: rowCount * chosen)
    unsafe gc_choose_experts(
      input.pointer, Int32(rowCount), Int32(experts), Int32(chosen), normalizes ? 1 : 0,
      out.pointer, weights.pointer)
    return (out.values, weights.values)
  }

  // Relative; most of it is the rounding of the logits less the largest. Measured: 7.8e-7.
  static let largestError = 1.5e-6

  @Test(arguments: [false, true], [(1, 1), (8, 1), (8, 2), (8, 8), (7, 3), (256, 4)])
  func `the largest softmax shares are kept, in the order of the experts`(
    normalizes: Bool, size: (experts: Int, chosen: Int)
  ) {
    var random = Random(seed: 0x2071)
    var largest = 0.0
    for _ in 0..<100 {
      let logits = random.normals(size.experts, deviation: 3)
      let found = choose(
        logits, experts: size.experts, chosen: size.chosen, normalizes: normalizes)
      let shares = logits.map { exp(Double($0)) }
      let kept = shares.indices.sorted { shares[$0] > shares[$1] }.prefix(size.chosen).sorted()
      #expect(found.experts == kept.map(Int32.init))
      let total = normalizes ? kept.reduce(0) { $0 + shares[$1] } : shares.reduce(0, +)
      for (slot, expert) in kept.enumerated() {
        let exact = shares[expert] / total
        largest = Vectors.larger(largest, abs(Double(found.weights[slot]) - exact) / exact)
      }
    }
    print("expert weights: \(largest) relative")
    #expect(largest <= Self.largestError)
  }

  @Test func `among equals the expert with the lower index is chosen`() {
    let even = choose([1, 1, 1, 1], experts: 4, chosen: 2, normalizes: false)
    #expect(even.experts == [0, 1])
    #expect(even.weights == [0.25, 0.25])
    let tied = choose([0, 2, -1, 2, 2, 0, 0, 3], experts: 8, chosen: 2, normalizes: true)
    #expect(tied.experts == [1, 7])
    // Both are so far below the first that their shares are exactly 0.
    let underflown = choose([-300, -200, 0, -100], experts: 4, chosen: 2, normalizes: false)
    #expect(underflown.experts == [0, 2])
    #expect(underflown.weights == [0, 1])
  }

  @Test func `rows are independent and a row of NaN still names valid experts`() {
    let rows: [Float] = [0, 1, 2, .nan, .nan, .nan, 2, 1, 0]
    let found = choose(rows, experts: 3, chosen: 2, normalizes: false)
    #expect(found.experts == [1, 2, 0, 1, 0, 1])
    #expect(found.weights[2].isNaN)
    #expect(found.weights[0] == found.weights[5] && found.weights[1] == found.weights[4])
  }
}
