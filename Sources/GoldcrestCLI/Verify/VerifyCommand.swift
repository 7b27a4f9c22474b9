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
    abstract: "Prove that a model gives the vectors of its original.",
    discussion: """
      Compares with a golden file, with another model run here, or with published figures, and \
      ends with code 2 if a bar is missed. Bars are for the mean over all texts; without one, \
      --min-cosine is \(ThresholdArguments.defaultBar).

      \(ExitStatus.explanation)
      """)

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

  @OptionGroup var bars: ThresholdArguments

  @Option(help: "Compare vectors cut to this size.")
  var dimensions: Int?

  @Flag(help: "Keep the summary in the .crest if no bar is missed; inspect shows it.")
  var store = false

  @Option(
    name: .customLong("report"),
    help: ArgumentHelp(
      "Write the report with pictures as one HTML page, also if a bar is missed.",
      valueName: "file"),
    transform: ArgumentValue.fileName)
  var page: String?

  @Flag(name: .shortAndLong, help: "Replace the page if it exists.")
  var force = false

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
    if published != nil, bars.areGiven || dimensions != nil || store || page != nil {
      throw ValidationError(
        "--published: expected no bars, --dimensions, --store or --report beside it")
    }
    if page == "-" {
      throw ValidationError("--report: expected a file, found -, where the figures go")
    }
    if force, page == nil { throw ValidationError("--force: expected --report beside it") }
    guard store else { return }
    if case .source = ModelFile(path: model) {
      throw ValidationError("--store: expected a .crest, found a safetensors model")
    }
    if let against, case .crest = ModelFile(path: against) {
      throw ValidationError("--store: expected the original to compare with, found a .crest")
    }
  }

  func run() throws {
    let file = ModelFile(path: model)
    let options = try runtime.options()
    let model = try file.open(options: options)
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
        // What cannot be written is known before the work is done.
        if let page { try InputFiles.protect([self.model, golden, against, texts], from: page) }
        let output = try page.map { try OutputFile(path: $0, overwriting: force) }
        let (reference, store) = try reference(options)
        let found = try reference.report(
          on: model, dimensions: dimensions, comparesStates: page != nil, isQuiet: report.quiet)
        passed = found.passes(bars.thresholds)
        if passed { try store?.write(found, reference: reference) }
        if var output {
          try output.append(Array(try html(file, found, reference).utf8))
          try output.finish()
        }
        try report.write(
          json: context.json(found.json(bars.thresholds)),
          text: context.text(found.text(bars.thresholds)))
      }
    } catch let error as VerificationError {
      throw error.naming(model: self.model, reference: referencePath)
    }
    if !passed { throw ExitStatus.belowThreshold }
  }

  /// What the model is held against, and where the summary goes if it is to be kept.
  private func reference(
    _ options: RuntimeOptions
  ) throws -> (reference: FidelityReference, store: FidelityStore?) {
    if let golden {
      let store = store ? try FidelityStore(path: model, against: nil) : nil
      return (.golden(try Golden(path: golden)), store)
    }
    let other = ModelFile(path: referencePath)
    let said = try ModelFile(path: model).recordedOptions(for: other)
    let texts = try FidelityReference.texts(path: texts)
    let store =
      store
      ? try FidelityStore(
        path: model, against: try SourceModel(path: referencePath, options: said)) : nil
    return (
      .model(try other.open(options: options, source: said), texts: texts, prompt: prompt.choice),
      store
    )
  }

  private func html(
    _ file: ModelFile, _ found: FidelityReport, _ reference: FidelityReference
  ) throws -> String {
    let name = FidelitySubject.name(of: referencePath)
    let texts = texts.map { "the texts of \(FidelitySubject.name(of: $0))" } ?? "built-in texts"
    return FidelityPage(
      report: found, thresholds: bars.thresholds, subject: try FidelitySubject(file),
      reference: FidelityPage.Reference(
        name: golden == nil ? "the model \(name) on \(texts)" : "the golden file \(name)",
        stored: try reference.stored())
    ).text
  }

  private var referencePath: String { golden ?? against ?? published ?? "" }
}

/// What was verified against what: what a verification report does not know by itself.
struct VerificationContext {
  let file: ModelFile
  let model: EmbeddingModel
  let reference: String

  /// The report's members behind those of the context.
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
