import Architectures
import ArgumentParser
import Bytes
import Conversion
import CrestFormat
import Inference
import Pruning
import Quantization
import Tensors

/// `goldcrest convert`, and `convert` on its own.
struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Convert a HuggingFace embedding model to one .crest file.",
    discussion: """
      The configuration, the tokenizer and the sentence-transformers files are read from beside \
      the weights. The same input and options give the same bytes, whatever the threads.

      \(ExitStatus.explanation)
      """,
    version: ToolVersion.current)

  @Argument(help: "A .safetensors file, a model.safetensors.index.json or a model folder.")
  var input: String

  @Option(
    help: """
      none, f16, int8, int4, or auto for the smallest file that meets --min-cosine or the best of \
      --target-size; any case; q8_0 and q4_0 are aliases.
      """,
    transform: ArgumentValue.quantization)
  var quantize = QuantizationChoice.scheme(.int8)

  @OptionGroup var search: WidthSearchArguments

  @Option(
    name: .customLong("tensor-type"),
    help: ArgumentHelp(
      "Another width for tensors of some names, such as 'layers.*.attention.*=int4'; repeatable.",
      valueName: "pattern=int8|int4"),
    transform: ArgumentValue.width)
  var widths: [TensorWidthRule] = []

  @Option(
    name: [.short, .long, .customLong("output-file")],
    help: ArgumentHelp("The file to write.", valueName: "file"),
    transform: ArgumentValue.fileName)
  var output: String?

  @Flag(name: .shortAndLong, help: "Replace the file if it exists.")
  var force = false

  @Flag(help: "Print the exact bytes of every part and write nothing.")
  var dryRun = false

  @Flag(
    name: .customLong("no-tokenizer"),
    help: "Leave the tokenizer out: token ids only, and no correction of biases.")
  var omitsTokenizer = false

  @Option(
    help: "mean or cls, for a model whose files do not say.", transform: ArgumentValue.name)
  var pooling: Pooling?

  @Option(
    help: "The sizes that a vector may be cut to, such as 768,256.",
    transform: ArgumentValue.sizes)
  var matryoshka: [Int]?

  @Option(
    help: """
      OWNER/NAME of the model, recorded in the file; without it a known model is found by its \
      folder's name.
      """)
  var repository: String?

  @Option(
    help: """
      For nomic_bert: scale rotary positions so that texts may be this many times as long as \
      those of the training (dynamic NTK).
      """,
    transform: ArgumentValue.factor)
  var ropeScaling: Double?

  @Option(help: "The repository's revision, recorded in the file.")
  var revision: String?

  @Option(help: "The model's licence, recorded in the file.")
  var license: String?

  @Flag(name: .customLong("no-canaries"), help: "Store no texts with their vectors.")
  var omitsCanaries = false

  @Flag(
    name: .customLong("no-bias-correction"),
    help: "Leave biases as they are instead of taking up the mean error of quantised weights.")
  var omitsBiasCorrection = false

  @OptionGroup var calibration: CalibrationArguments
  @OptionGroup var pruning: PruningArguments
  @OptionGroup var runtime: RuntimeArguments
  @OptionGroup var report: ReportArguments

  func validate() throws {
    if output == "-" {
      throw ValidationError("--output: expected a file, found -, as a .crest is no stream")
    }
    if !widths.isEmpty, !quantize.scheme.isQuantized {
      throw ValidationError("--tensor-type: expected int8, int4 or auto, found \(quantize.name)")
    }
    try search.check(quantize)
    if pruning.isGiven, omitsTokenizer {
      throw ValidationError(
        "--no-tokenizer: expected no --languages and --keep-tokens-from beside it")
    }
    if pruning.checked != nil, !pruning.isGiven {
      throw ValidationError("--check: expected --languages or --keep-tokens-from beside it")
    }
    guard quantize == .auto else { return }
    for (option, isGiven) in [
      ("--no-tokenizer", omitsTokenizer), ("--dry-run", dryRun),
      ("--calibration none", calibration.isOff), ("--resume", calibration.resume),
      ("--languages and --keep-tokens-from (see prune)", pruning.isGiven),
    ] where isGiven {
      throw ValidationError("--quantize auto: expected no \(option) beside it")
    }
  }

  func run() throws {
    let start = ContinuousClock.now
    let source = try SourceModel(
      path: input,
      options: SourceOptions(
        pooling: pooling, matryoshka: matryoshka, repository: repository,
        ropeScaling: ropeScaling, includesTokenizer: !omitsTokenizer,
        hashesAhead: !dryRun && runtime.threadCount > 1))
    let options = ConversionOptions(
      scheme: quantize.scheme, widths: widths, threadCount: runtime.threadCount,
      kernels: try runtime.kernels(),
      revision: revision, license: license, makesCanaries: !omitsCanaries,
      correctsBiases: !omitsBiasCorrection,
      calibration: omitsTokenizer ? nil : try calibration.texts(for: quantize),
      calibrationTokenCount: calibration.calibrationTokens, resumes: calibration.resume)
    if let known = source.known { report.say(known.notice) }
    let whole = DefaultOutput.path(input: input, quantization: quantize)
    let path = output ?? (pruning.isGiven ? DefaultOutput.path(pruning: whole) : whole)
    let plan = try ConversionPlan(source: source, options: options, path: path)
    let pruned = try PrunedConversion(plan, pruning, path: path)
    if dryRun {
      let planned = PlanReport(
        plan: plan, path: path, source: source, quantization: quantize,
        pruning: try pruned?.report(of: plan.manifest(path: path)))
      return try report.write(json: planned.json, text: planned.text)
    }
    let bar = ProgressBar(isQuiet: report.quiet)
    let done =
      try pruned.map { try converted($0, since: start, bar) }
      ?? converted(
        quantize == .auto ? searched(source, options, path, bar) : draft(plan, path, bar),
        to: path, of: source, since: start)
    bar.clear()
    if report.json {
      try StandardOutput.writeLine(done.json.text)
    } else {
      report.say(done.text)
    }
  }

  private func draft(
    _ plan: ConversionPlan, _ path: String, _ bar: ProgressBar
  ) throws -> ConversionDraft {
    try Converter(plan: plan).draft(for: path, overwriting: force) {
      bar.show($0.doneByteCount, of: $0.totalByteCount, $0.current)
    }
  }

  /// Looks for the best widths.
  private func searched(
    _ source: SourceModel, _ options: ConversionOptions, _ path: String, _ bar: ProgressBar
  ) throws -> ConversionDraft {
    do throws(ConversionError) {
      return try WidthSearch(
        source: source, options: options, goal: search.goal, path: path, overwriting: force
      ) {
        bar.show($0.doneByteCount, of: $0.totalByteCount, $0.current)
      }.draft()
    } catch {
      guard case .belowBar(_, let expected, let found) = error else { throw error }
      bar.clear()
      if report.json {
        try StandardOutput.writeLine(
          ConversionReport.refusal(path: path, expected: expected, found: found).text)
      }
      StandardError.write("error: \("\(error)".escapingControlCharacters)\n")
      throw ExitStatus.belowThreshold
    }
  }

  private func converted(
    _ draft: ConversionDraft, to path: String, of source: SourceModel,
    since start: ContinuousClock.Instant
  ) throws -> ConversionReport {
    let result = try draft.finish()
    return ConversionReport(
      path: path, quantization: quantize, source: source, fileByteCount: result.fileByteCount,
      fingerprint: result.fingerprint, duration: ContinuousClock.now - start,
      search: result.search, pruning: nil)
  }

  private func converted(
    _ pruned: PrunedConversion, since start: ContinuousClock.Instant, _ bar: ProgressBar
  ) throws -> ConversionReport {
    let (result, report) = try pruned.run(
      overwriting: force, options: try runtime.options(), bar)
    return ConversionReport(
      path: pruned.path, quantization: quantize, source: pruned.conversion.source,
      fileByteCount: result.fileByteCount, fingerprint: result.fingerprint,
      duration: ContinuousClock.now - start, search: nil, pruning: report)
  }
}
