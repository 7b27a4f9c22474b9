/// What a search has measured so far.
struct WidthSearchState {
  /// The loss of the widest file, not calibrated.
  let base: Double
  /// Files that could have been kept, in the order they were made.
  var files: [WidthSearchReport.File] = []
  /// What each width of each unit costs alone; empty until it is measured.
  var losses: [[Double]] = []
  /// Sums of such losses, and what the file of that choice measured; the sums rise.
  private var known: [(sum: Double, measured: Double)]

  init(base: Double) {
    self.base = base
    known = [(0, base)]
  }

  /// Takes note of what a choice measured.
  mutating func add(sum: Double, measured: Double) {
    known.removeAll { $0.sum == sum }
    known.append((sum, measured))
    known.sort { $0.sum < $1.sum }
  }

  /// What is expected of a choice: on the straight line between its neighbours.
  func expected(sum: Double) -> Double {
    guard let above = known.first(where: { $0.sum >= sum }) else {
      return known.last?.measured ?? base
    }
    guard let below = known.last(where: { $0.sum < sum }) else { return above.measured }
    let share = (sum - below.sum) / (above.sum - below.sum)
    return below.measured + share * (above.measured - below.measured)
  }
}
