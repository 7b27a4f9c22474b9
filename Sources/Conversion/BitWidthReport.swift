import CrestFormat
package import Quantization

/// What the bit width of every weight is chosen for.
package enum BitWidthGoal: Sendable, Hashable {
  /// The smallest file whose vectors have at least this mean cosine to the original's.
  case minimumCosine(Double)
  /// The nearest vectors in a file of at most this size.
  case targetByteCount(Int)

  /// The minimum mean cosine if neither a minimum nor a size is given.
  package static let usualMinimumCosine = 0.995

  /// What a file says about it.
  var recorded: ManifestOption {
    switch self {
    case .minimumCosine(let threshold): ManifestOption(key: "min_cosine", value: "\(threshold)")
    case .targetByteCount(let count): ManifestOption(key: "target_size", value: "\(count)")
    }
  }
}

/// Bit widths that a search gave to single tensors, and what for.
package struct BitWidthChoice: Sendable, Hashable {
  /// What they were chosen for.
  package let goal: BitWidthGoal
  /// A rule for each tensor, by its name.
  package let rules: [BitWidthRule]
}

/// What a search for bit widths measured and chose.
package struct BitWidthReport: Sendable, Equatable {
  /// A matrix, an expert or the token embedding whose width was open.
  package struct Unit: Sendable, Equatable {
    /// Its name: a tensor's without `.weight`, or an expert's.
    package let name: String
    /// What it got.
    package let width: BitWidth
    /// The other bit widths, narrower from one to the next.
    package let alternatives: [Alternative]
  }

  /// What a narrower bit width would do to a unit.
  package struct Alternative: Sendable, Equatable {
    /// The bit width.
    package let width: BitWidth
    /// Bytes that it saves against the widest.
    package let savedByteCount: Int
    /// The mean of 1 - cosine that it alone costs, of which the choice counts a share; `nil` where
    /// the search was over without it.
    package let loss: Double?
  }

  /// A loss is the mean of 1 - cosine to the original on the texts held out.
  package struct Losses: Sendable, Equatable {
    /// Of the file with the widest widths, not calibrated.
    package let widest: Double
    /// Of the file that was chosen.
    package let measured: Double
    /// What the chosen file's is expected to stay below on other texts of the same kinds.
    package let bound: Double
  }

  /// A file that was made and measured.
  package struct File: Sendable, Equatable {
    /// Its size.
    package let byteCount: Int
    /// The bound of its loss that the units' losses let expect; `nil` for files that are made without it.
    package let expectedLoss: Double?
    /// How it was calibrated; `nil` if it was not.
    package let method: CalibrationMethod?
    /// Its loss.
    package let loss: Double
    /// What its loss is expected to stay below on other texts of the same kinds.
    package let bound: Double
  }

  /// What was searched for.
  package let goal: BitWidthGoal
  /// Every unit, in file order.
  package let units: [Unit]
  /// What was measured.
  package let losses: Losses
  /// Texts that were held out.
  package let textCount: Int
  /// The languages or scripts that they are in.
  package let groupCount: Int
  /// Tokens that were held out.
  package let tokenCount: Int
  /// The files among which this one was found, in the order they were made.
  package let files: [File]
  /// Weights of the linears.
  package let linearWeightCount: Int
  /// The bytes that they take.
  package let linearByteCount: Int
  /// The bytes that they would take with the widest widths.
  package let widestLinearByteCount: Int

  /// Bits of a weight in the linears, scales included.
  package var bitsPerWeight: Double {
    8 * Double(linearByteCount) / Double(max(1, linearWeightCount))
  }
}

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
