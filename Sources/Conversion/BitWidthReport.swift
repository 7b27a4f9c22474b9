import CrestFormat
public import Quantization

/// What the bit width of every weight is chosen for.
public enum BitWidthGoal: Sendable, Hashable {
  /// The smallest file whose vectors have at least this mean cosine to the original's.
  case minimumCosine(Double)
  /// The nearest vectors in a file of at most this size.
  case targetByteCount(Int)

  /// What a file says about it.
  var recorded: ManifestOption {
    switch self {
    case .minimumCosine(let threshold): ManifestOption(key: "min_cosine", value: "\(threshold)")
    case .targetByteCount(let count): ManifestOption(key: "target_size", value: "\(count)")
    }
  }
}

/// Bit widths that a search gave to single tensors, and what for.
public struct BitWidthChoice: Sendable, Hashable {
  /// What they were chosen for.
  public let goal: BitWidthGoal
  /// A rule for each tensor, by its name.
  public let rules: [BitWidthRule]
}

/// What a search for bit widths measured and chose.
public struct BitWidthReport: Sendable, Equatable {
  /// A matrix, an expert or the token embedding whose width was open.
  public struct Unit: Sendable, Equatable {
    /// Its name: a tensor's without `.weight`, or an expert's.
    public let name: String
    /// What it got.
    public let width: BitWidth
    /// The other bit widths, narrower from one to the next.
    public let alternatives: [Alternative]
  }

  /// What a narrower bit width would do to a unit.
  public struct Alternative: Sendable, Equatable {
    /// The bit width.
    public let width: BitWidth
    /// Bytes that it saves against the widest.
    public let savedByteCount: Int
    /// The mean of 1 - cosine that it alone costs, of which the choice counts a share; `nil` where
    /// the search was over without it.
    public let loss: Double?
  }

  /// A loss is the mean of 1 - cosine to the original on the texts held out.
  public struct Losses: Sendable, Equatable {
    /// Of the file with the widest widths, not calibrated.
    public let widest: Double
    /// Of the file that was chosen.
    public let measured: Double
  }

  /// A file that was made and measured.
  public struct File: Sendable, Equatable {
    /// Its size.
    public let byteCount: Int
    /// The loss that the units' losses let expect; `nil` for files that are made without it.
    public let expectedLoss: Double?
    /// Its loss.
    public let loss: Double
  }

  /// What was searched for.
  public let goal: BitWidthGoal
  /// Every unit, in file order.
  public let units: [Unit]
  /// What was measured.
  public let losses: Losses
  /// Texts that were held out.
  public let textCount: Int
  /// Tokens that were held out.
  public let tokenCount: Int
  /// The files among which this one was found, in the order they were made.
  public let files: [File]
  /// Weights of the linears.
  public let linearWeightCount: Int
  /// The bytes that they take.
  public let linearByteCount: Int
  /// The bytes that they would take with the widest widths.
  public let widestLinearByteCount: Int

  /// Bits of a weight in the linears, scales included.
  public var bitsPerWeight: Double {
    8 * Double(linearByteCount) / Double(max(1, linearWeightCount))
  }
}
