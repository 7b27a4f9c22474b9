import Quantization
import Testing

/// The bound of what a file loses on texts that nobody has seen.
@Suite struct HeldOutLossTests {
  private static let losses = (0..<60).map { Double($0 * 37 % 101) / 10_000 }

  /// The figures are those of the same definition in Python.
  @Test func `the bound is the same on every machine`() {
    let groups = (0..<60).map { $0 % 2 == 1 ? "en" : $0 % 3 == 0 ? "ja" : "de" }
    let grouped = HeldOutLoss(Self.losses, groups: groups)
    #expect(abs(grouped.mean - 0.004951666666666666) < 1e-15)
    #expect(abs(grouped.bound - 0.005679444444444445) < 1e-15)
    let alone = HeldOutLoss(Self.losses, groups: Self.losses.map { _ in "latin" })
    #expect(alone.mean == grouped.mean)
    #expect(abs(alone.bound - 0.005551666666666665) < 1e-15)
  }

  @Test func `a language of few texts counts as one of many`() {
    let groups = [String](repeating: "en", count: 98) + ["ka", "ka"]
    let losses = [Double](repeating: 0.001, count: 98) + [0.01, 0.01]
    let found = HeldOutLoss(losses, groups: groups)
    #expect(abs(found.mean - 0.00118) < 1e-12)
    #expect(found.bound == 0.01)
  }

  @Test func `the bound is never below the mean, and texts that are alike leave nothing open`() {
    let alike = HeldOutLoss([0.004, 0.004, 0.004], groups: ["a", "b", "b"])
    #expect(abs(alike.bound - 0.004) < 1e-15 && alike.bound >= alike.mean)
    let uneven = HeldOutLoss([0.01, 0.01, 0.01, 0.01, 0], groups: ["a", "a", "a", "a", "b"])
    #expect(uneven.bound >= uneven.mean)
  }

  @Test func `more texts bring the bound nearer`() {
    func gap(_ count: Int) -> Double {
      let losses = (0..<count).map { Double($0 * 37 % 101) / 10_000 }
      let loss = HeldOutLoss(losses, groups: losses.map { _ in "latin" })
      return loss.bound - loss.mean
    }
    #expect(gap(404) < gap(101) / 1.5 && gap(404) > 0)
  }

  @Test func `no threshold is met by a loss that is no number`() {
    for value in [Double.nan, .infinity] {
      let found = HeldOutLoss([0.001, value], groups: ["a", "a"])
      #expect(!(found.bound <= 0.5))
      #expect(!found.mean.isFinite)
    }
  }
}
