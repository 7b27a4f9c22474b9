public import Kernels
public import Model
public import Quantization

/// How a model is converted.
public struct ConversionOptions: Sendable {
  /// The encodings of the weights.
  public var scheme: QuantizationScheme
  /// Widths of single tensors in place of the scheme's; only of a scheme that quantises.
  public var widths: [BitWidthRule]
  /// Widths that a search found, under those of `widths`; the scheme is int8 then.
  public internal(set) var choice: BitWidthChoice?
  /// Threads; the result does not depend on them.
  public var threadCount: Int
  /// The kernels; the result does not depend on them.
  public var kernels: KernelSet
  /// The repository's revision, to be recorded.
  public var revision: String?
  /// The model's licence, to be recorded.
  public var license: String?
  /// Whether canaries are computed and stored; only quantised files can have them.
  public var makesCanaries: Bool
  /// Whether biases take up the mean error of int8 and int4 weights; only a model with a tokenizer
  /// can have it measured.
  public var correctsBiases: Bool
  /// The texts that int8 and int4 matrices are calibrated with; `nil` rounds them without data.
  ///
  /// Only a model with a tokenizer can be calibrated.
  public var calibration: CalibrationTextSet?
  /// Tokens that calibration takes at most: its memory grows with them.
  public var calibrationTokenCount: Int
  /// Whether the state file of an interrupted calibration, `OUTPUT.calibration`, is gone on with.
  public var resumes: Bool

  /// Whether an interrupted calibration leaves a file to go on with; a search for widths, which makes
  /// several files, leaves none.
  var keepsState = true

  /// Converts with all usable cores and the fastest kernels.
  public init(
    scheme: QuantizationScheme, widths: [BitWidthRule] = [],
    threadCount: Int = WorkerPool.usableCoreCount,
    kernels: KernelSet = .best, revision: String? = nil, license: String? = nil,
    makesCanaries: Bool = true, correctsBiases: Bool = true,
    calibration: CalibrationTextSet? = nil,
    calibrationTokenCount: Int = ConversionOptions.defaultCalibrationTokenCount,
    resumes: Bool = false
  ) {
    self.scheme = scheme
    self.widths = widths
    self.threadCount = threadCount
    self.kernels = kernels
    self.revision = revision
    self.license = license
    self.makesCanaries = makesCanaries
    self.correctsBiases = correctsBiases
    self.calibration = calibration
    self.calibrationTokenCount = calibrationTokenCount
    self.resumes = resumes
  }

  /// All rules, the user's last as they decide.
  var rules: [BitWidthRule] { (choice?.rules ?? []) + widths }

  /// Enough for every expert of nomic-embed-text-v2-moe to see thousands.
  public static let defaultCalibrationTokenCount = 32768
}
