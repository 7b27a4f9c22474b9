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
