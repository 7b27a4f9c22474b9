public import Kernels

/// How a model is run; nothing here changes a quantised model's vectors.
public struct RuntimeOptions: Sendable {
  /// The instruction set.
  public var kernels: KernelSet
  /// Threads, the caller's included.
  public var threadCount: Int
  /// Tokens that are computed at a time; a longer text is taken alone.
  public var tokensPerBatch: Int
  /// Whether a layer's pages are given back to the system as soon as the layer has run.
  public var releasesPages: Bool
  /// What multiplies weights stored as f32 or f16; without it such a model is refused.
  public var floatProducts: (any FloatProducts)?

  /// The fastest kernels, all usable cores, 512 tokens at a time, pages kept, quantised models only.
  public init(
    kernels: KernelSet = .best, threadCount: Int = WorkerPool.usableCoreCount,
    tokensPerBatch: Int = 512, releasesPages: Bool = false,
    floatProducts: (any FloatProducts)? = nil
  ) {
    self.kernels = kernels
    self.threadCount = threadCount
    self.tokensPerBatch = tokensPerBatch
    self.releasesPages = releasesPages
    self.floatProducts = floatProducts
  }
}
