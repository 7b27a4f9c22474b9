import ArgumentParser
import Base
import Inference
import Model
import Tokenization

struct EmbedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "embed",
    abstract: "Turn texts into vectors.",
    discussion: """
      Vectors come in the order of the texts. An empty text gives the vector of the special \
      tokens alone. JSON rows hold _id (yours, or the position, from 0), embedding, tokens and \
      truncated, the number of tokens that did not fit. Models with more heads can also give \
      sparse, an object of token ids and weights, and colbert, a vector for every token but the \
      first.

      \(Examples.embed)

      \(ExitStatus.explanation)
      """)

  @Argument(help: "A .crest file, or an original model to run as it is.", completion: .model)
  var model: String

  @OptionGroup var input: InputArguments
  @OptionGroup var prompt: PromptArguments

  @Option(
    help: ArgumentHelp(
      "Truncate vectors to this size, which the model must list.", valueName: "size"))
  var dimensions: Int?

  @Option(
    help: "What to do with a text that is too long: truncate or error. (default: truncate)",
    completion: .names(of: OverflowPolicy.self), transform: ArgumentValue.name)
  var overflow = OverflowPolicy.truncate

  @OptionGroup var precision: PrecisionArguments

  @Option(help: "jsonl, json (one object) or npy (an array [N, D]). (default: jsonl)")
  var outputFormat: VectorFormat?

  @Option(
    help: ArgumentHelp(
      """
      What to write for each text: dense, sparse, colbert, or several separated by commas. \
      (default: dense)
      """,
      valueName: "kinds"),
    completion: .commaSeparated(["dense", "sparse", "colbert"]),
    transform: OutputSelection.named)
  var output = OutputSelection.dense

  @Flag(
    help: """
      Print the cosine of every pair of texts instead of the vectors; with sparse or colbert \
      outputs, the weighted mean of the scores, with queries as rows.
      """)
  var similarity = false

  @Option(
    help: ArgumentHelp(
      "Weights of the dense, sparse and ColBERT scores. (default: 1,0.3,1, as bge-m3 was trained)",
      valueName: "d,s,c"),
    transform: ArgumentValue.hybridScore)
  var hybridWeights: HybridScore?

  @Option(
    name: [.short, .customLong("output-file")],
    help: ArgumentHelp("The file to write. (default: standard output)", valueName: "file"),
    completion: .file(), transform: ArgumentValue.fileName)
  var outputFile: String?

  @Flag(name: .shortAndLong, help: "Replace the output file if it exists.")
  var force = false

  @Option(
    help: ArgumentHelp(
      """
      How many texts are embedded together at most; a pause of the input ends a batch early. \
      (default: 64)
      """,
      valueName: "count"))
  var batch = VectorRun.textCount

  @OptionGroup var runtime: RuntimeArguments
  @OptionGroup var report: ReportArguments

  func validate() throws {
    try refuse(if: batch < 1, "--batch: expected at least 1, found \(batch)")
    if report.json, let outputFormat, outputFormat != .json {
      throw ValidationError(
        "--json cannot be combined with --output-format \(outputFormat.rawValue)")
    }
    try refuse(
      if: similarity && outputFormat != nil,
      "--similarity cannot be combined with --output-format")
    try refuse(
      if: similarity && precision.precision != .float32,
      "--similarity cannot be combined with --precision")
    try refuse(
      if: !output.dense && precision.precision != .float32,
      "--precision requires dense in --output")
    try refuse(
      if: outputFormat == .npy && output != .dense,
      "--output-format npy requires --output dense")
    try refuse(
      if: hybridWeights != nil && (!similarity || output == .dense),
      "--hybrid-weights requires --similarity and --output sparse or colbert")
    let hybridWeights = hybridWeights ?? .trained
    try refuse(
      if: similarity && !output.dense && hybridWeights.dense > 0,
      "--output must include dense unless --hybrid-weights sets its weight to 0")
    try refuse(
      if: similarity && output != .dense && !output.isWeighted(by: hybridWeights),
      "--hybrid-weights: expected a weight above 0 for one of the outputs")
  }

  func run() throws {
    var records = try input.records()
    let opened = try ModelFile(path: self.model).open(
      options: try runtime.options(), report: report)
    let model = opened.model
    var run = EmbeddingRun(
      try vectorRun(model),
      encoder: try precision.encoder(for: model, path: self.model, dimensions: dimensions),
      batchCount: batch)
    let inputs = opened.inputs + input.paths + [precision.ranges].compactMap { $0 }
    var file = try OutputFile(path: outputFile, overwriting: force, inputs: inputs)
    if similarity {
      let rows = try run.allRows(of: &records)
      let matrix =
        output == .dense
        ? SimilarityMatrix(rows) : SimilarityMatrix(rows, hybrid: hybridWeights ?? .trained)
      try file.append(Array(((report.json ? matrix.json.text : matrix.text) + "\n").utf8))
      try file.finish()
    } else {
      var writer = try writer(file, model)
      try run.embed(&records, into: &writer)
    }
    if let warning = run.truncationWarning { report.say("warning: \(warning)") }
    if run.truncation.textCount > 0, !StandardOutput.isClosed,
      let note = prompt.note(for: model.sentence)
    {
      report.say("note: \(note)")
    }
  }

  /// Refuses what the model does not have before a text is read.
  private func vectorRun(_ model: EmbeddingModel) throws -> VectorRun {
    try CommandLineError.running(
      self.model,
      VectorRun(
        model, prompt: prompt.choice, overflow: overflow, outputs: output.kinds,
        dimensions: dimensions))
  }

  private func writer(_ file: OutputFile, _ model: EmbeddingModel) throws -> any VectorWriter {
    switch report.json ? .json : outputFormat ?? .jsonl {
    case .jsonl: return JSONVectorWriter(lines: file, writesDense: output.dense)
    case .npy:
      return try NumPyVectorWriter(
        file, dimensions: dimensions ?? model.sentence.usualSize,
        precision: precision.precision)
    case .json:
      var head = JSONObject()
      head.append("schema_version", 1)
      head.append("command", "embed")
      head.append("model", .string(self.model))
      head.append("fingerprint", model.fingerprint.map { .string($0.description) } ?? .null)
      head.append("dimensions", .integer(dimensions ?? model.sentence.usualSize))
      head.append("precision", .string(precision.precision.rawValue))
      return JSONVectorWriter(object: file, head: head, writesDense: output.dense)
    }
  }
}

struct InputArguments: ParsableArguments {
  @Argument(help: "Texts to embed; without any, lines are read.")
  var texts: [String] = []

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("A file to read lines from; - is standard input.", valueName: "file"),
    completion: .texts)
  var input: String?

  @Option(
    help: """
      text: a text per line; jsonl: an object per line, "text" or "input_ids", and "_id". (default: \
      jsonl for a file whose name ends in .jsonl, text for others)
      """)
  var inputFormat: TextLines.Format?

  func validate() throws {
    try refuse(
      if: !texts.isEmpty && input != nil,
      "--input cannot be combined with texts as arguments")
    try refuse(
      if: texts.isEmpty && input == nil && isatty(STDIN_FILENO) == 1,
      "give texts as arguments, --input FILE, or lines on standard input")
    if !texts.isEmpty, let inputFormat, inputFormat != .text {
      throw ValidationError("--input-format cannot be combined with texts as arguments")
    }
  }

  /// The files that are read, `-` being standard input.
  var paths: [String] { texts.isEmpty ? [input ?? "-"] : [] }

  func records() throws -> InputRecords {
    texts.isEmpty
      ? try InputRecords(path: input ?? "-", format: inputFormat)
      : InputRecords(arguments: texts)
  }
}

/// The outputs that `embed` writes for each text.
struct OutputSelection: Equatable {
  /// The pooled vector.
  let dense: Bool
  /// The outputs of other heads.
  let kinds: OutputKinds

  /// The pooled vector alone.
  static let dense = OutputSelection(dense: true, kinds: [])

  /// Whether the score of at least one of them has a weight.
  func isWeighted(by score: HybridScore) -> Bool {
    dense && score.dense > 0 || kinds.contains(.sparse) && score.sparse > 0
      || kinds.contains(.colbert) && score.colbert > 0
  }

  /// Reads names separated by commas: `dense,sparse,colbert`.
  static func named(_ text: String) throws -> OutputSelection {
    var (dense, kinds) = (false, OutputKinds())
    for name in text.split(separator: ",", omittingEmptySubsequences: false) {
      switch name {
      case "dense": dense = true
      case "sparse": kinds.insert(.sparse)
      case "colbert": kinds.insert(.colbert)
      default:
        throw ValidationError("expected dense, sparse, colbert, or several separated by commas")
      }
    }
    return OutputSelection(dense: dense, kinds: kinds)
  }
}
