import ArgumentParser
import Base
import Conversion
import Model
import Quantization

/// `goldcrest convert`, and `convert` on its own.
struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Convert a HuggingFace embedding model to one .crest file.",
    discussion: """
      The configuration, the tokenizer and the sentence-transformers files are read from beside \
      the weights. The same input and options give the same bytes, whatever the threads. With \
      --verify the file appears only if it reaches the bars, \
      --min-cosine \(ThresholdArguments.defaultBar) where none is given, and keeps the figures. With \
      --quantize auto, --min-cosine is what the smallest file must have on texts held out of \
      calibration, \(WidthSearchArguments.defaultBar) where none is given.

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
      valueName: "pattern=int8|int4|int3"),
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
    if !widths.isEmpty, !quantize.scheme.isQuantized {
      throw ValidationError("--tensor-type: expected int8, int4 or auto, found \(quantize.name)")
    }
    if pruning.isGiven, omitsTokenizer {
      throw ValidationError(
        "--no-tokenizer: expected no --languages and --keep-tokens-from beside it")
    }
    if pruning.checked != nil, !pruning.isGiven {
      throw ValidationError("--check: expected --languages or --keep-tokens-from beside it")
    }
    let needsVerify = quantize == .auto ? bars.minCenteredCosine != nil : bars.areGiven
    if verify == nil, needsVerify {
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
    try search.check(quantize, bar: bars.minCosine, isVerified: verify != nil)
    guard quantize == .auto else { return }
    for (option, isGiven) in [
      ("--no-tokenizer", omitsTokenizer), ("--dry-run", dryRun),
      ("--calibration none", calibration.isOff), ("--resume", calibration.resume),
    ] where isGiven {
      throw ValidationError("--quantize auto: expected no \(option) beside it")
    }
    if pruning.isGiven, search.targetSize != nil {
      throw ValidationError(
        "--target-size: expected no --languages and --keep-tokens-from beside it")
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
    try InputFiles.protect(
      [verify, texts, calibration.calibration, pruning.checked] + pruning.corpora, from: path)
    let plan = try ConversionPlan(source: source, options: options, path: path)
    let pruned = try PrunedConversion(plan, pruning, path: path)
    if dryRun {
      let planned = PlanReport(
        plan: plan, path: path, source: source, quantization: quantize,
        pruning: try pruned?.report(of: plan.manifest(path: path)))
      return try report.write(json: planned.json, text: planned.text)
    }
    let verification = try verify.map {
      try ConversionVerification(against: $0, texts: texts, thresholds: bars.thresholds)
    }
    let done = try ConversionRun(
      plan: plan, pruned: pruned, quantization: quantize,
      goal: quantize == .auto ? search.goal(bar: bars.minCosine) : nil,
      verification: verification, path: path, overwriting: force, runtime: try runtime.options(),
      output: report, start: start
    ).report()
    if report.json {
      try StandardOutput.writeLine(done.json.text)
    } else {
      report.say(done.text)
    }
  }
}
