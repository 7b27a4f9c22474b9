import HuggingFace
import ArgumentParser
import Base
import Conversion
import Evaluation
import Inference
import Kernels

/// `goldcrest verify`.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Verify that a model reproduces the vectors of its original.",
    discussion: """
      Compares with a golden file, with another model that is run here, or with published figures, \
      and exits with code 2 if a threshold is missed. Thresholds apply to the mean over all texts; \
      without any, --min-cosine is \(ThresholdArguments.defaultMinimum).

      \(ExitStatus.explanation)
      """)

  @Argument(help: "A .crest file, or an original model to run as it is.")
  var model: String

  @Option(
    help: ArgumentHelp(
      "A golden file: safetensors with embeddings and texts or input_ids.", valueName: "file"))
  var golden: String?

  @Option(
    help: ArgumentHelp("A model to compare with, usually the original.", valueName: "model"))
  var against: String?

  @Option(
    help: ArgumentHelp(
      "With --against: texts, one per line, or .jsonl. (default: 60 built-in sentences)",
      valueName: "file"))
  var texts: String?

  @Option(help: ArgumentHelp("A JSON file of published figures.", valueName: "file"))
  var published: String?

  @OptionGroup var thresholds: ThresholdArguments

  @Option(help: ArgumentHelp("Compare vectors truncated to this size.", valueName: "size"))
  var dimensions: Int?

  @Flag(help: "Store the summary in the .crest file if all thresholds are met; inspect shows it.")
  var store = false

  @Option(
    name: .customLong("report"),
    help: ArgumentHelp(
      "Write the report with charts as an HTML page, even if a threshold is missed.",
      valueName: "file"),
    transform: ArgumentValue.fileName)
  var page: String?

  @Flag(name: .shortAndLong, help: "Replace the HTML page if it exists.")
  var force = false

  @OptionGroup var prompt: PromptArguments
  @OptionGroup var runtime: RuntimeArguments
  @OptionGroup var report: ReportArguments

  func validate() throws {
    guard [golden, against, published].count(where: { $0 != nil }) == 1 else {
      throw ValidationError("verify requires exactly one of --golden, --against and --published")
    }
    if texts != nil, against == nil { throw ValidationError("--texts requires --against") }
    if prompt.name ?? prompt.text != nil, against == nil {
      throw ValidationError("--prompt and --prompt-text require --against")
    }
    if published != nil, thresholds.areGiven || dimensions != nil || store || page != nil {
      throw ValidationError(
        "--published cannot be combined with --min-cosine, --min-centered-cosine, --dimensions, "
          + "--store or --report")
    }
    if page == "-" {
      throw ValidationError("--report: the HTML page cannot be written to standard output")
    }
    if force, page == nil { throw ValidationError("--force requires --report") }
    guard store else { return }
    if case .source = ModelFile(path: model) {
      throw ValidationError("--store requires a .crest file")
    }
    if let against, case .crest = ModelFile(path: against) {
      throw ValidationError("--store: --against must name the original, not a .crest file")
    }
  }

  func run() throws {
    let file = ModelFile(path: model)
    let options = try runtime.options()
    let opened = try file.open(options: options, report: report)
    let model = opened.model
    let context = VerificationContext(file: file, model: model, reference: referencePath)
    let passed: Bool
    do {
      if let published {
        let found = try Verifier.published(
          model: model, figures: try PublishedFigures(path: published),
          tolerances: model.fingerprint == nil ? .init() : .quantized)
        try report.write(json: context.json(found.json), text: context.text(found.text))
        passed = found.passed
      } else {
        let (reference, store, others) = try reference(of: opened, options)
        // An output that cannot be written is refused before the work is done.
        let inputs = opened.inputs + others + [texts].compactMap { $0 }
        let output = try page.map {
          try OutputFile(path: $0, overwriting: force, inputs: inputs)
        }
        let found = try reference.report(
          on: model, dimensions: dimensions, comparesStates: page != nil, isQuiet: report.quiet)
        passed = found.passes(thresholds.values)
        if passed { try store?.write(found, reference: reference) }
        if var output {
          try output.append(Array(try html(opened, found, reference).utf8))
          try output.finish()
        }
        try report.write(
          json: context.json(found.json(thresholds.values)),
          text: context.text(found.text(thresholds.values)))
      }
    } catch let error as VerificationError {
      throw error.naming(model: self.model, reference: referencePath)
    }
    if !passed { throw ExitStatus.belowThreshold }
  }

  /// What the model is held against, where the summary goes if it is to be kept, and the files that
  /// were read.
  private func reference(
    of opened: OpenedModel, _ options: RuntimeOptions
  ) throws -> (reference: FidelityReference, store: FidelityStore?, inputs: [String]) {
    if let golden {
      return (.golden(try Golden(path: golden)), try store(in: opened, against: nil), [golden])
    }
    let other = ModelFile(path: referencePath)
    let texts = try VerificationText.read(orBuiltIn: texts)
    let reference = try other.open(
      options: options, source: opened.recordedOptions(for: other), report: report)
    return (
      .model(reference.model, texts: texts, prompt: prompt.choice),
      try store(in: opened, against: reference), reference.inputs
    )
  }

  /// Where the summary goes; `nil` if it is not to be kept.
  private func store(
    in opened: OpenedModel, against reference: OpenedModel?
  ) throws -> FidelityStore? {
    guard store, case .crest(let file) = opened.contents else { return nil }
    guard case .original(let original) = reference?.contents else {
      return try FidelityStore(file, against: nil)
    }
    return try FidelityStore(file, against: original)
  }

  private func html(
    _ opened: OpenedModel, _ found: FidelityReport, _ reference: FidelityReference
  ) throws -> String {
    let name = FidelitySubject.name(of: referencePath)
    let texts = texts.map { "the texts of \(FidelitySubject.name(of: $0))" } ?? "built-in texts"
    return FidelityPage(
      report: found, thresholds: thresholds.values, subject: FidelitySubject(opened),
      reference: FidelityPage.Reference(
        name: golden == nil ? "the model \(name) on \(texts)" : "the golden file \(name)",
        stored: try reference.stored())
    ).text
  }

  private var referencePath: String { golden ?? against ?? published ?? "" }
}

/// The two sides of a verification, which its report does not know.
struct VerificationContext {
  let file: ModelFile
  let model: EmbeddingModel
  let reference: String

  /// The context's members, followed by the report's.
  func json(_ report: JSONValue) -> JSONValue {
    var object = JSONObject()
    object.append("schema_version", 1)
    object.append("command", "verify")
    object.append("file", .string(file.path))
    object.append("reference", .string(reference))
    object.append("fingerprint", model.fingerprint.map { .string($0.description) } ?? .null)
    object.append("kernel", .string(model.options.kernels.name))
    object.append("threads", .integer(model.options.threadCount))
    for member in report.object?.members ?? [] { object.append(member.name, member.value) }
    return .object(object)
  }

  func text(_ report: String) -> String {
    "\(file.path) against \(reference), kernel \(model.options.kernels.name)\n\n\(report)"
  }
}
