import HuggingFace
import ArgumentParser
import Base
import Conversion
import Evaluation
import Model
import Quantization

/// `goldcrest convert`, and `convert` on its own.
struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Convert a HuggingFace embedding model to one .crest file.",
    discussion: """
      The configuration, tokenizer and sentence-transformers files are read from the folder of the \
      weights. The same input and options give the same bytes for any number of threads. With \
      --verify, the file is written only if it meets the thresholds (by default --min-cosine \
      \(Thresholds.usualMinCosine)), and the measured figures are stored in it. With \
      --quantize auto, --min-cosine (by default \(BitWidthGoal.usualMinimumCosine)) is the \
      mean cosine that the file must reach on held-out calibration texts.

      \(Examples.convert)

      \(ExitStatus.explanation)
      """,
    version: ToolVersion.text)

  @Argument(
    help: "A .safetensors file, a model.safetensors.index.json, or a model folder.",
    completion: .file(extensions: ["safetensors", "json", "bin"]))
  var input: String

  @Option(
    help: ArgumentHelp(
      """
      none, f16, int8, int4, or auto: the smallest file that meets --min-cosine, or the best one \
      within --target-size. Case is ignored; q8_0 and q4_0 are aliases of int8 and int4. (default: \
      \(QuantizationScheme.usual.rawValue))
      """, valueName: "scheme"),
    completion: .list(QuantizationChoice.names), transform: ArgumentValue.quantization)
  var quantize = QuantizationChoice.scheme(.usual)

  @OptionGroup var search: BitWidthSearchArguments

  @Option(
    name: .customLong("tensor-type"),
    help: ArgumentHelp(
      "Bit width of tensors whose names match, as in 'layers.*.attention.*=int4'; repeatable.",
      valueName: "pattern=int8|int4|int3"),
    transform: ArgumentValue.width)
  var widths: [BitWidthRule] = []

  @Option(
    name: [.short, .long, .customLong("output-file")],
    help: ArgumentHelp(
      "The file to write. (default: NAME-SCHEME.crest in the working directory)", valueName: "file"),
    completion: .crest, transform: ArgumentValue.fileName)
  var output: String?

  @Flag(name: .shortAndLong, help: "Replace the output file if it exists.")
  var force = false

  @Flag(help: "Print the exact size of every part and write nothing.")
  var dryRun = false

  @Flag(
    name: .customLong("no-tokenizer"),
    help: "Leave out the tokenizer: the model accepts token ids only, and biases are not corrected."
  )
  var omitsTokenizer = false

  @Option(
    help: ArgumentHelp(
      "mean, cls or another pooling, for a model whose files do not say which.", valueName: "mode"),
    completion: .names(of: PoolingMode.self), transform: ArgumentValue.pooling)
  var pooling: Pooling?

  @Option(
    help: ArgumentHelp(
      "Sizes that vectors may be truncated to, such as 768,256.", valueName: "sizes"),
    transform: ArgumentValue.sizes)
  var matryoshka: [Int]?

  @Option(
    help: ArgumentHelp(
      """
      OWNER/NAME of the model, recorded in the file. (default: a known model is recognised by the \
      name of its folder)
      """, valueName: "name"))
  var repository: String?

  @Option(
    help: ArgumentHelp(
      """
      For nomic_bert: scale rotary positions (dynamic NTK) so that texts may be this many times \
      as long as in training.
      """, valueName: "factor"),
    transform: ArgumentValue.factor)
  var ropeScaling: Double?

  @Option(help: "Revision of the repository, recorded in the file.")
  var revision: String?

  @Option(help: "Licence of the model, recorded in the file.")
  var license: String?

  @Flag(
    name: .customLong("no-canaries"),
    help: "Store no canaries, the sample vectors that inspect --check reproduces.")
  var omitsCanaries = false

  @Flag(
    name: .customLong("no-bias-correction"),
    help: "Do not adjust biases to absorb the mean error of quantised weights.")
  var omitsBiasCorrection = false

  @OptionGroup var calibration: CalibrationArguments
  @OptionGroup var pruning: PruningArguments
  @Option(
    help: ArgumentHelp(
      """
      Before the file is written, verify it against a golden file, against another program's vectors \
      of --texts (.npy, .json or .jsonl) or, with the word original, against the original.
      """,
      valueName: "golden|vectors|original"),
    completion: .file(extensions: ["safetensors", "npy", "json", "jsonl"]),
    transform: ArgumentValue.fileName)
  var verify: String?

  @Option(
    help: ArgumentHelp(
      """
      With --verify vectors or original: texts, one per line, or .jsonl. (default with original: \
      built-in sentences in the languages that the tokenizer knows)
      """,
      valueName: "file"), completion: .texts)
  var texts: String?

  @OptionGroup var thresholds: ThresholdArguments
  @OptionGroup var runtime: RuntimeArguments
  @OptionGroup var report: ReportArguments

  func validate() throws {
    try refuse(if: output == "-", "--output: a .crest file cannot be written to standard output")
    try refuse(
      if: !widths.isEmpty && !quantize.scheme.isQuantized,
      "--tensor-type requires --quantize int8, int4 or auto")
    try refuse(
      if: calibration.isGiven && !quantize.scheme.isQuantized,
      "--calibration requires --quantize int8, int4 or auto")
    try refuse(
      if: calibration.isGiven && omitsTokenizer,
      "--no-tokenizer cannot be combined with --calibration")
    try refuse(
      if: calibration.resume && (omitsTokenizer || !calibration.isOn(for: quantize)),
      "--resume requires a calibration")
    try refuse(
      if: pruning.isGiven && omitsTokenizer,
      "--no-tokenizer cannot be combined with --languages or --keep-tokens-from")
    try refuse(
      if: pruning.checked != nil && !pruning.isGiven,
      "--check requires --languages or --keep-tokens-from")
    try refuse(
      if: verify == nil && quantize != .auto && thresholds.minCosine != nil,
      "--min-cosine requires --verify or --quantize auto")
    try refuse(
      if: verify == nil && thresholds.minCenteredCosine != nil,
      "--min-centered-cosine requires --verify")
    let isByVectors = ConversionVerification.isVectors(verify)
    try refuse(
      if: texts != nil && verify != ConversionVerification.original && !isByVectors,
      "--texts requires --verify original, or vectors (.npy, .json, .jsonl)")
    try refuse(if: texts == nil && isByVectors, "--verify with vectors requires --texts")
    try refuse(if: verify != nil && dryRun, "--dry-run cannot be combined with --verify")
    try refuse(
      if: (verify == ConversionVerification.original || isByVectors) && omitsTokenizer,
      "--verify with texts cannot be combined with --no-tokenizer")
    try search.check(
      quantize, minimumCosine: thresholds.minCosine, isVerified: verify != nil)
    guard quantize == .auto else { return }
    for (option, isGiven) in [
      ("--no-tokenizer", omitsTokenizer), ("--dry-run", dryRun),
      ("--calibration none", calibration.isOff), ("--resume", calibration.resume),
    ] where isGiven {
      throw ValidationError("--quantize auto cannot be combined with \(option)")
    }
    try refuse(
      if: pruning.isGiven && search.targetSize != nil,
      "--target-size cannot be combined with --languages or --keep-tokens-from")
  }

  /// The golden file to hold the result against, if it is one.
  private var golden: String? { verify == ConversionVerification.original ? nil : verify }

  func run() throws {
    let start = ContinuousClock.now
    try MissingFile.check(input)
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
    report.say(notesOf: source)
    if let known = source.known { report.say(known.notice) }
    let whole = DefaultOutput.path(input: input, quantization: quantize)
    let path = output ?? (pruning.isGiven ? DefaultOutput.path(pruning: whole) : whole)
    let inputs =
      source.files.map(\.path) + pruning.inputs
      + [golden, texts, calibration.input].compactMap { $0 }
    try OutputTarget.checked(path, overwriting: force || dryRun, inputs: inputs)
    if options.calibration != nil, quantize != .auto {
      // Where an interrupted calibration leaves its state.
      let state = "\(path).calibration"
      try OutputTarget.checked(state, overwriting: true, inputs: inputs)
      if !report.quiet { ResumeNote.keep(state) }
    }
    let plan = try ConversionPlan(source: source, options: options, path: path)
    let pruned = try PrunedConversion(plan, pruning, path: path)
    if dryRun {
      let planned = PlanReport(
        plan: plan, path: path, source: source, quantization: quantize,
        pruning: try pruned?.report(of: plan.manifest(path: path)))
      return try report.write(json: planned.json, text: planned.text)
    }
    let verification = try verify.map {
      try ConversionVerification(against: $0, texts: texts, thresholds: thresholds.values)
    }
    let done = try ConversionRun(
      plan: plan, pruned: pruned, quantization: quantize,
      goal: quantize == .auto ? search.goal(minimumCosine: thresholds.minCosine) : nil,
      verification: verification, path: path, overwriting: force, runtime: try runtime.options(),
      output: report, start: start
    ).report()
    if report.json {
      try StandardOutput.writeLine(done.json.text)
    } else {
      report.sayLines(done.text)
    }
  }
}
