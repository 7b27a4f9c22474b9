import ArgumentParser
import Inference
import Verification

/// `goldcrest verify`.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Prove that a model gives the vectors of its original.",
    discussion: """
      Compares with a golden file, with another model run here, or with published figures, and \
      ends with code 2 if a bar is missed. Bars are for the mean over all texts; without one, \
      --min-cosine is \(VerifyCommand.defaultBar).

      \(ExitStatus.explanation)
      """)

  static let defaultBar = 0.99

  @Argument(help: "A .crest, or a safetensors model to run as it is.")
  var model: String

  @Option(help: "A golden file: safetensors with embeddings and texts or input_ids.")
  var golden: String?

  @Option(help: "A model to compare with, usually the original.")
  var against: String?

  @Option(help: "With --against: texts, one a line, or .jsonl. (default: 60 built-in sentences)")
  var texts: String?

  @Option(help: "A JSON file of published figures.")
  var published: String?

  @Option(help: "The least mean cosine.")
  var minCosine: Double?

  @Option(help: "The least mean centred cosine: both sides minus the mean reference vector.")
  var minCenteredCosine: Double?

  @Option(help: "Compare vectors cut to this size.")
  var dimensions: Int?

  @OptionGroup var prompt: PromptArguments
  @OptionGroup var runtime: RuntimeArguments
  @OptionGroup var report: ReportArguments

  func validate() throws {
    let count = [golden, against, published].count { $0 != nil }
    guard count == 1 else {
      throw ValidationError("expected one of --golden, --against and --published, found \(count)")
    }
    if texts != nil, against == nil {
      throw ValidationError("--texts: expected --against beside it")
    }
    if prompt.name ?? prompt.text != nil, against == nil {
      throw ValidationError("--prompt: expected --against beside it")
    }
    if published != nil, minCosine ?? minCenteredCosine != nil || dimensions != nil {
      throw ValidationError("--published: expected no bars and no --dimensions beside it")
    }
  }

  func run() throws {
    let file = ModelFile(path: model)
    let options = try runtime.options()
    let model = try file.open(options: options)
    let context = VerificationContext(file: file, model: model, reference: reference)
    let passed: Bool
    do {
      if let published {
        let found = try Verifier.published(
          model: model, figures: try PublishedFigures(path: published),
          tolerances: model.fingerprint == nil ? .init() : .quantized)
        try report.write(json: context.json(found.json), text: context.text(found.text))
        passed = found.passed
      } else {
        let found = try fidelity(of: model, options)
        try report.write(
          json: context.json(found.json(thresholds)), text: context.text(found.text(thresholds)))
        passed = found.passes(thresholds)
      }
    } catch let error as VerificationError {
      throw naming(error)
    }
    if !passed { throw ExitStatus.belowThreshold }
  }

  private func fidelity(
    of model: EmbeddingModel, _ options: RuntimeOptions
  ) throws -> FidelityReport {
    let bar = ProgressBar(isQuiet: report.quiet)
    defer { bar.clear() }
    if let golden {
      return try Verifier.run(
        model: model, golden: try Golden(path: golden), dimensions: dimensions,
        progress: { bar.show($0, of: $1, "texts") })
    }
    let other = ModelFile(path: reference)
    let said = try ModelFile(path: self.model).recordedOptions(for: other)
    return try Verifier.run(
      model: model, reference: try other.open(options: options, source: said),
      texts: try texts.map { try VerificationText.read(path: $0) } ?? VerificationText.builtIn,
      prompt: prompt.choice, dimensions: dimensions, progress: { bar.show($0, of: $1, "texts") })
  }

  /// The error with the file that it is about, where it does not know it itself.
  private func naming(_ error: VerificationError) -> any Error {
    switch error {
    case .inference: CommandLineError.model(path: model, reason: error.description)
    case .dimensions, .routing, .hiddenStates:
      CommandLineError.model(path: reference, reason: error.description)
    default: error
    }
  }

  private var reference: String { golden ?? against ?? published ?? "" }

  private var thresholds: Thresholds {
    if minCosine == nil, minCenteredCosine == nil {
      return Thresholds(minCosine: VerifyCommand.defaultBar)
    }
    return Thresholds(minCosine: minCosine, minCenteredCosine: minCenteredCosine)
  }
}
