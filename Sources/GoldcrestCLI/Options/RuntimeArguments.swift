import ArgumentParser
import Inference
import Kernels

/// How a command runs a model.
struct RuntimeArguments: ParsableArguments {
  @Option(help: "Threads to compute with. (default: all usable cores)")
  var threads: Int?

  @Option(
    help:
      "Kernels to compute with: auto or one of \(KernelSet.available.map(\.name).joined(separator: ", "))."
  )
  var kernel = "auto"

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads: expected 1 to 1024, found \(threads)")
    }
    do throws(KernelError) {
      _ = try KernelSet.named(kernel)
    } catch {
      throw ValidationError("--kernel: \(error)")
    }
  }

  var threadCount: Int { threads ?? WorkerPool.usableCoreCount }

  func kernels() throws -> KernelSet { try KernelSet.named(kernel) }

  func options() throws -> RuntimeOptions {
    RuntimeOptions(kernels: try kernels(), threadCount: threadCount)
  }
}
