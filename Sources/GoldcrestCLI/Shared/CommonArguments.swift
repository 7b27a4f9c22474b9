import ArgumentParser
import Base
import Evaluation
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

/// How a command reports.
struct ReportArguments: ParsableArguments {
  @Flag(help: "Write one JSON object to standard output.")
  var json = false

  @Flag(name: .shortAndLong, help: "Write no progress and no warnings to standard error.")
  var quiet = false

  /// Writes a report in the form that was asked for.
  func write(json: @autoclosure () -> JSONValue, text: @autoclosure () -> String) throws {
    try StandardOutput.writeLine(self.json ? json().text : text())
  }

  /// Writes a line for a person, unless there shall be none.
  func say(_ line: @autoclosure () -> String) {
    if !quiet { StandardError.write(line() + "\n") }
  }
}

/// What is put before every text.
struct PromptArguments: ParsableArguments {
  @Option(name: .customLong("prompt"), help: "The model's prompt of this name, such as query.")
  var name: String?

  @Option(name: .customLong("prompt-text"), help: "This text as the prompt; empty for none.")
  var text: String?

  func validate() throws {
    if name != nil, text != nil {
      throw ValidationError("--prompt and --prompt-text: expected one of them, found both")
    }
  }

  /// The model's default prompt unless another was named.
  var choice: EmbeddingModel.PromptChoice {
    if let name { return .named(name) }
    if let text { return .text(text) }
    return .modelDefault
  }
}

/// The bars that a verification is held to.
struct ThresholdArguments: ParsableArguments {
  /// The bar for the mean cosine where none is given.
  static let defaultBar = 0.99

  @Option(help: "The least mean cosine.")
  var minCosine: Double?

  @Option(help: "The least mean centred cosine: both sides minus the mean reference vector.")
  var minCenteredCosine: Double?

  /// Whether a bar was given.
  var areGiven: Bool { minCosine ?? minCenteredCosine != nil }

  var thresholds: Thresholds {
    areGiven
      ? Thresholds(minCosine: minCosine, minCenteredCosine: minCenteredCosine)
      : Thresholds(minCosine: ThresholdArguments.defaultBar)
  }
}
