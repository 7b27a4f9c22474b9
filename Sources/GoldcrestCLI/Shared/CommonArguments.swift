import ArgumentParser
import Base
import Evaluation
import Inference
import Kernels

/// How a command runs a model.
struct RuntimeArguments: ParsableArguments {
  @Option(help: "Number of threads. (default: all usable cores)")
  var threads: Int?

  @Option(
    help:
      "Kernels to use: auto or one of \(KernelSet.available.map(\.name).joined(separator: ", "))."
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
  @Flag(help: "Print the report as one JSON object on standard output.")
  var json = false

  @Flag(name: .shortAndLong, help: "Print no progress and no warnings on standard error.")
  var quiet = false

  /// Writes a report in the requested form.
  func write(json: @autoclosure () -> JSONValue, text: @autoclosure () -> String) throws {
    try StandardOutput.writeLine(self.json ? json().text : text())
  }

  /// Prints a message, unless the user wants none.
  func say(_ line: @autoclosure () -> String) {
    if !quiet { StandardError.write(line() + "\n") }
  }
}

/// The prompt put before every text.
struct PromptArguments: ParsableArguments {
  @Option(name: .customLong("prompt"), help: "Name of one of the model's prompts, such as query.")
  var name: String?

  @Option(name: .customLong("prompt-text"), help: "Literal prompt; empty for none.")
  var text: String?

  func validate() throws {
    if name != nil, text != nil {
      throw ValidationError("--prompt and --prompt-text cannot be combined")
    }
  }

  /// The model's default prompt unless another was named.
  var choice: EmbeddingModel.PromptChoice {
    if let name { return .named(name) }
    if let text { return .text(text) }
    return .modelDefault
  }
}

/// The thresholds of a verification.
struct ThresholdArguments: ParsableArguments {
  /// The minimum mean cosine if no threshold is given.
  static let defaultMinimum = 0.99

  @Option(help: "Minimum mean cosine.")
  var minCosine: Double?

  @Option(help: "Minimum mean centered cosine: of vectors minus the mean reference vector.")
  var minCenteredCosine: Double?

  /// Whether a threshold was given.
  var areGiven: Bool { minCosine ?? minCenteredCosine != nil }

  /// The given thresholds, or the default one.
  var values: Thresholds {
    areGiven
      ? Thresholds(minCosine: minCosine, minCenteredCosine: minCenteredCosine)
      : Thresholds(minCosine: ThresholdArguments.defaultMinimum)
  }
}
