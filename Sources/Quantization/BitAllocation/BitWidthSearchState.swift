/// What a search has measured so far.
package struct BitWidthSearchState {
  /// What a linear's loss counts at least: where the table's own figure is too high, the others must not
  /// come for free.
  private static let leastWeight = 0.1

  /// The loss of the widest file, not calibrated.
  package let base: Double
  /// Files that could have been kept, in the order they were made.
  package var files: [BitWidthReport.File] = []
  /// What each width of each unit costs alone; empty until it is measured.
  package var losses: [[Double]] = []
  /// What a unit's loss counts in a sum.
  private var weights: [Double] = []
  /// Sums of weighted losses, and what the file of that choice measured; ascending by the sum.
  private var known: [(sum: Double, measured: Double)]

  package init(base: Double) {
    self.base = base
    known = [(0, base)]
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
    let share = ofLinears > 0 ? (loss - base - ofTable) / ofLinears : 1
    let weight = min(max(share, BitWidthSearchState.leastWeight), 1)
    weights = isTokenTable.map { $0 ? 1 : weight }
  }

  /// What a width of a unit adds to a sum.
  package func weighted(unit: Int, width: Int) -> Double {
    losses[unit][width] * weights[unit]
  }

  /// Takes note of what a choice measured.
  package mutating func add(sum: Double, measured: Double) {
    known.removeAll { $0.sum == sum }
    known.append((sum, measured))
    known.sort { $0.sum < $1.sum }
  }

  /// What is expected of a choice: on the straight line between its neighbours.
  package func expected(sum: Double) -> Double {
    guard let above = known.first(where: { $0.sum >= sum }) else {
      return known.last?.measured ?? base
    }
    guard let below = known.last(where: { $0.sum < sum }) else { return above.measured }
    let share = (sum - below.sum) / (above.sum - below.sum)
    return below.measured + share * (above.measured - below.measured)
  }
}
