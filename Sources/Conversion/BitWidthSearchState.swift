package import Quantization

/// What a search has measured so far.
package struct BitWidthSearchState {
  /// What a linear's loss counts at least: where the table's own figure is too high, the others must not
  /// come for free.
  private static let leastWeight = 0.1
  /// What calibration by `gptaq` leaves of the loss that `gptq` adds to the widest file's, usually and at least.
  ///
  /// Measured: 0.82 of all-MiniLM-L6-v2's in 4 bits, 0.65 of the bundled mixture's in 3. See
  /// Formats/Decisions/0011.
  private static let (gptaqShare, leastGPTAQShare) = (0.75, 0.6)
  /// How many times the widest file's loss the narrowest one's is likely to be: on all-MiniLM-L6-v2, int4, 30.
  private static let narrowestFactor = 30.0

  /// The loss of the widest file, not calibrated.
  package let base: HeldOutLoss
  /// Files that could have been kept, in the order they were made.
  package var files: [BitWidthReport.File] = []
  /// What each width of each unit costs alone; empty until it is measured.
  package var losses: [[Double]] = []
  /// What a unit's loss counts in a sum.
  private var weights: [Double] = []
  /// Sums of weighted losses, and the bound that the file of that choice measured; ascending by the sum.
  private var known: [(sum: Double, measured: Double)]

  package init(base: HeldOutLoss) {
    self.base = base
    known = [(0, base.bound)]
  }

  /// Finds how losses add up, of the file in which every unit has its second width and which measured
  /// `loss`.
  ///
  /// Calibration makes later linears make up for earlier ones, so linears cost less together than alone.
  /// Nothing makes up for the token embedding at once.
  package mutating func weigh(isTokenTable: [Bool], losing loss: Double) {
    var (ofLinears, ofTable) = (0.0, 0.0)
    for (isTable, losses) in zip(isTokenTable, losses) {
      if isTable { ofTable += losses[1] } else { ofLinears += losses[1] }
    }
    let share = ofLinears > 0 ? (loss - base.mean - ofTable) / ofLinears : 1
    let weight = min(max(share, BitWidthSearchState.leastWeight), 1)
    weights = isTokenTable.map { $0 ? 1 : weight }
  }

  /// Whether the narrowest file is likely to lose no more than `budget`, so that it is made for keeping at once.
  package func expectsNarrowest(toLose budget: Double) -> Bool {
    base.bound * BitWidthSearchState.narrowestFactor <= budget
  }

  /// Whether a file adds a fifth more to the widest file's loss than was expected.
  package func isSurprising(_ loss: HeldOutLoss, expected: Double?) -> Bool {
    guard let expected else { return false }
    return loss.bound - base.bound > 1.2 * (expected - base.bound)
  }

  /// Whether a file that measured `loss` by `gptq` may lose no more than `budget` by `gptaq`.
  package func mayMeet(_ budget: Double, losing loss: HeldOutLoss) -> Bool {
    expected(loss, share: BitWidthSearchState.leastGPTAQShare).bound <= budget
  }

  /// What a file that measured `loss` is expected to lose if it is calibrated by `gptaq`.
  package func loss(_ loss: HeldOutLoss, by method: CalibrationMethod?) -> HeldOutLoss {
    method == .gptq ? expected(loss, share: BitWidthSearchState.gptaqShare) : loss
  }

  private func expected(_ loss: HeldOutLoss, share: Double) -> HeldOutLoss {
    HeldOutLoss(
      mean: base.mean + share * (loss.mean - base.mean),
      bound: base.bound + share * (loss.bound - base.bound))
  }

  /// What a width of a unit adds to a sum.
  package func weighted(unit: Int, width: Int) -> Double {
    losses[unit][width] * weights[unit]
  }

  /// Takes note of the bound that a choice measured.
  package mutating func add(sum: Double, measured: Double) {
    known.removeAll { $0.sum == sum }
    known.append((sum, measured))
    known.sort { $0.sum < $1.sum }
  }

  /// What is expected of a choice: on the straight line between its neighbours.
  package func expected(sum: Double) -> Double {
    guard let above = known.first(where: { $0.sum >= sum }) else {
      return known.last?.measured ?? base.bound
    }
    guard let below = known.last(where: { $0.sum < sum }) else { return above.measured }
    let share = (sum - below.sum) / (above.sum - below.sum)
    return below.measured + share * (above.measured - below.measured)
  }

  /// Whether a file lies on or below every line between a smaller and a larger one of `files`.
  package static func isCorner(
    _ file: (byteCount: Int, bound: Double), among files: [(byteCount: Int, bound: Double)]
  ) -> Bool {
    for small in files where small.byteCount < file.byteCount {
      for large in files where large.byteCount > file.byteCount {
        let share =
          Double(file.byteCount - small.byteCount) / Double(large.byteCount - small.byteCount)
        if file.bound > small.bound + share * (large.bound - small.bound) { return false }
      }
    }
    return true
  }
}
