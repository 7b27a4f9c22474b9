public import Quantization

/// What a search for widths measured and chose.
public struct WidthSearchReport: Sendable, Equatable {
  /// A matrix, an expert or the token table whose width was open.
  public struct Unit: Sendable, Equatable {
    /// Its name: a tensor's without `.weight`, or an expert's.
    public let name: String
    /// What it got.
    public let width: TensorWidthRule.Width
    /// The other widths, narrower from one to the next.
    public let alternatives: [Alternative]
  }

  /// What a narrower width would do to a unit.
  public struct Alternative: Sendable, Equatable {
    /// The width.
    public let width: TensorWidthRule.Width
    /// Bytes that it saves beside the widest.
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
  public let goal: WidthGoal
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
  /// Weights of the linear maps.
  public let linearWeightCount: Int
  /// The bytes that they take.
  public let linearByteCount: Int
  /// The bytes that they would take with the widest widths.
  public let widestLinearByteCount: Int

  /// Bits of a weight in the linear maps, scales included.
  public var bitsPerWeight: Double {
    8 * Double(linearByteCount) / Double(max(1, linearWeightCount))
  }
}
