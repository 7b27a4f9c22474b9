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
      the weights. The same input and options give the same bytes, whatever the threads. With \
      --verify the file appears only if it reaches the bars, \
      --min-cosine \(ThresholdArguments.defaultBar) where none is given, and keeps the figures.

      \(ExitStatus.explanation)
      """,
    version: ToolVersion.current)

  @Argument(help: "A .safetensors file, a model.safetensors.index.json or a model folder.")
  var input: String

  @Option(
    help: "none, f16, int8 or int4; any case; q8_0 and q4_0 are aliases.",
    transform: ArgumentValue.scheme)
  var quantize = QuantizationScheme.int8

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
  @Option(
    help: ArgumentHelp(
      """
      Before the file gets its name, hold it against a golden file, or run the original beside \
      it with the word original.
      """,
      valueName: "golden"),
    transform: ArgumentValue.fileName)
  var verify: String?

  @Option(
    help: """
      With --verify original: texts, one a line, or .jsonl. (default: 60 built-in sentences)
      """)
  var texts: String?

  @OptionGroup var bars: ThresholdArguments
  @OptionGroup var runtime: RuntimeArguments
  @OptionGroup var report: ReportArguments

  func validate() throws {
    if output == "-" {
      throw ValidationError("--output: expected a file, found -, as a .crest is no stream")
    }
    if !widths.isEmpty, !quantize.isQuantized {
      throw ValidationError("--tensor-type: expected int8 or int4, found \(quantize.rawValue)")
    }
    if pruning.isGiven, omitsTokenizer {
      throw ValidationError(
        "--no-tokenizer: expected no --languages and --keep-tokens-from beside it")
    }
    if pruning.checked != nil, !pruning.isGiven {
      throw ValidationError("--check: expected --languages or --keep-tokens-from beside it")
    }
    if verify == nil, bars.areGiven {
      throw ValidationError("--min-cosine, --min-centered-cosine: expected --verify beside them")
    }
    if texts != nil, verify != ConversionVerification.original {
      throw ValidationError("--texts: expected --verify original beside it")
    }
    if verify != nil, dryRun {
      throw ValidationError("--dry-run: expected no --verify beside it, as nothing is run")
    }
    if verify == ConversionVerification.original, omitsTokenizer {
      throw ValidationError("--verify original: expected no --no-tokenizer beside it")
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
      scheme: quantize, widths: widths, threadCount: runtime.threadCount,
      kernels: try runtime.kernels(),
      revision: revision, license: license, makesCanaries: !omitsCanaries,
      correctsBiases: !omitsBiasCorrection,
      calibration: omitsTokenizer ? nil : try calibration.texts(for: quantize),
      calibrationTokenCount: calibration.calibrationTokens, resumes: calibration.resume)
    if let known = source.known { report.say(known.notice) }
    let whole = DefaultOutput.path(input: input, scheme: quantize)
    let path = output ?? (pruning.isGiven ? DefaultOutput.path(pruning: whole) : whole)
    let plan = try ConversionPlan(source: source, options: options, path: path)
    let pruned = try PrunedConversion(plan, pruning, path: path)
    if dryRun {
      let planned = PlanReport(
        plan: plan, path: path, source: source, scheme: quantize,
        pruning: try pruned?.report(of: plan.manifest(path: path)))
      return try report.write(json: planned.json, text: planned.text)
    }
    let verification = try verify.map {
      try ConversionVerification(against: $0, texts: texts, thresholds: bars.thresholds)
    }
    let bar = ProgressBar(isQuiet: report.quiet)
    let done =
      try pruned.map { try converted($0, verification, since: start, bar) }
      ?? converted(plan, to: path, verification, since: start, bar)
    if report.json {
      try StandardOutput.writeLine(done.json.text)
    } else {
      report.say(done.text)
    }
  }

  private func converted(
    _ plan: ConversionPlan, to path: String, _ verification: ConversionVerification?,
    since start: ContinuousClock.Instant, _ bar: ProgressBar
  ) throws -> ConversionReport {
    let draft = try Converter(plan: plan).draft(for: path, overwriting: force) {
      bar.show($0.doneByteCount, of: $0.totalByteCount, $0.current)
    }
    bar.clear()
    let verified = try verified(draft.file, by: verification, path: path, source: plan.source)
    let result = try draft.finish(fidelity: verified?.fidelity)
    return ConversionReport(
      path: path, scheme: quantize, source: plan.source, fileByteCount: result.fileByteCount,
      fingerprint: result.fingerprint, duration: ContinuousClock.now - start,
      calibration: draft.calibration, pruning: nil, verification: verified)
  }

  private func converted(
    _ pruned: PrunedConversion, _ verification: ConversionVerification?,
    since start: ContinuousClock.Instant, _ bar: ProgressBar
  ) throws -> ConversionReport {
    let whole = try Converter(plan: pruned.conversion).draft(for: pruned.path, overwriting: force) {
      bar.show($0.doneByteCount, of: $0.totalByteCount, $0.current)
    }
    bar.clear()
    let begin = ContinuousClock.now
    var (draft, report) = try pruned.draft(
      from: whole, overwriting: force, options: try runtime.options())
    let duration = ContinuousClock.now - begin
    let source = pruned.conversion.source
    let verified = try verified(draft.file, by: verification, path: pruned.path, source: source)
    let result = try draft.finish(fidelity: verified?.fidelity)
    report.done = PruningReport.Done(result: result, duration: duration)
    return ConversionReport(
      path: pruned.path, scheme: quantize, source: source, fileByteCount: result.fileByteCount,
      fingerprint: result.fingerprint, duration: ContinuousClock.now - start,
      calibration: whole.calibration, pruning: report, verification: verified)
  }

  /// What the verification found, if there is one.
  ///
  /// - Throws: `ExitStatus.belowThreshold` if a bar is missed, after saying so.
  private func verified(
    _ draft: CrestDraft, by verification: ConversionVerification?, path: String,
    source: SourceModel
  ) throws -> VerifiedConversion? {
    guard let verification else { return nil }
    let found = try verification.run(
      draft, of: source, path: path, options: try runtime.options(), isQuiet: report.quiet)
    guard !found.passes else { return found }
    if report.json {
      try StandardOutput.writeLine(found.refusal(path: path, scheme: quantize).text)
    } else {
      report.say(found.text)
    }
    StandardError.write(
      "error: \(path.escapingControlCharacters): not written: \(found.verdict)\n")
    throw ExitStatus.belowThreshold
  }
}
