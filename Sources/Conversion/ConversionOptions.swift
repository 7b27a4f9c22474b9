public import Kernels
public import Tensors

/// How a model is converted.
public struct ConversionOptions: Sendable {
  /// The encodings of the weights.
  public var scheme: QuantizationScheme
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

  /// Converts with all usable cores and the fastest kernels.
  public init(
    scheme: QuantizationScheme, threadCount: Int = WorkerPool.usableCoreCount,
    kernels: KernelSet = .best, revision: String? = nil, license: String? = nil,
    makesCanaries: Bool = true, correctsBiases: Bool = true
  ) {
    self.scheme = scheme
    self.threadCount = threadCount
    self.kernels = kernels
    self.revision = revision
    self.license = license
    self.makesCanaries = makesCanaries
    self.correctsBiases = correctsBiases
  }
}
