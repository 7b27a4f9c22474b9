import Kernels

/// What the machine can do at most, whatever the model.
struct Ceilings {
  /// The fastest that a kernel set's dot-product instructions can be.
  struct Peak {
    let kernel: String
    /// A multiply-add counts as two; nil if there is no loop for the set.
    let operationsPerSecond: Double?
  }

  let threadCount: Int
  let peaks: [Peak]
  let readBytesPerSecond: Double
  /// How much memory was read.
  let memoryByteCount: Int

  /// Measures the sets given, and reading from memory.
  init(kernels: [KernelSet], threadCount: Int, seconds: Double) {
    let roofline = Roofline(threadCount: threadCount, seconds: seconds)
    let memory = RooflineMemory(byteCount: RooflineMemory.usualByteCount)
    self.threadCount = threadCount
    peaks = kernels.map {
      Peak(kernel: $0.name, operationsPerSecond: roofline.int8OperationsPerSecond($0))
    }
    readBytesPerSecond = roofline.readBytesPerSecond(of: memory)
    memoryByteCount = memory.byteCount
  }
}
