import ArgumentParser
import Base
import Inference

/// What `embed` reads, and what it does about a text that is refused.
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
      text: a text per line; jsonl: an object per line, "text" or "input_ids", and "_id" and "prompt", \
      the name of one of the model's prompts. (default: jsonl for a file whose name ends in .jsonl, \
      text for others)
      """)
  var inputFormat: TextLines.Format?

  @Option(
    help: """
      What to do about a text or line that is refused: stop, or report, which writes an error object \
      in its place, goes on, and ends with exit code 1. (default: stop)
      """,
    completion: .names(of: RefusalPolicy.self), transform: ArgumentValue.name)
  var onError = RefusalPolicy.stop

  @Option(
    help: ArgumentHelp(
      """
      How many texts are embedded together at most; a pause of the input ends a batch early. \
      (default: 64)
      """,
      valueName: "count"))
  var batch = VectorRun.textCount

  func validate() throws {
    try refuse(if: batch < 1, "--batch: expected at least 1, found \(batch)")
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

/// What `embed` writes, how and where.
struct VectorOutputArguments: ParsableArguments {
  @Option(
    help: """
      jsonl, json (one object) or npy (an array [N, D]). (default: as the output file's name ends, \
      otherwise jsonl)
      """)
  var outputFormat: VectorFormat?

  @Option(
    help: ArgumentHelp(
      """
      What to write for each text: dense, sparse, colbert, or several separated by commas. \
      (default: dense)
      """,
      valueName: "kinds"),
    completion: .commaSeparated(["dense", "sparse", "colbert"]), transform: OutputSelection.named)
  var output = OutputSelection.dense

  @Option(
    help: """
      Where the first component's bit lies in a byte of binary and ubinary: big (the highest, as \
      numpy.packbits, faiss and sentence-transformers) or little (the lowest, as sqlite-vec's \
      vec_quantize_binary). (default: big)
      """,
    completion: .names(of: BitOrder.self), transform: ArgumentValue.name)
  var bitOrder: BitOrder?

  @Flag(
    help: """
      Write model, fingerprint, dimensions, precision and prompt: as the first line of jsonl, into \
      FILE.json beside an array.
      """)
  var header = false

  @Option(
    name: [.short, .customLong("output-file")],
    help: ArgumentHelp("The file to write. (default: standard output)", valueName: "file"),
    completion: .file(), transform: ArgumentValue.fileName)
  var outputFile: String?

  @Flag(name: .shortAndLong, help: "Replace the output file if it exists.")
  var force = false

  func validate() throws {
    try refuse(
      if: format == .npy && output != .dense, "\(formatOption) requires --output dense")
    try refuse(if: header && format == .json, "--header cannot be combined with \(formatOption)")
    try refuse(
      if: header && format == .npy && isStandardOutput,
      "--header requires -o FILE for an array")
  }

  /// The format that is asked for, else the one of the file's name; `nil` if neither says.
  var chosenFormat: VectorFormat? { outputFormat ?? outputFile.flatMap(VectorFormat.init(path:)) }

  var format: VectorFormat { chosenFormat ?? .jsonl }

  /// What the user wrote to get the format.
  var formatOption: String {
    outputFormat.map { "--output-format \($0.rawValue)" } ?? "-o \(outputFile ?? "")"
  }

  /// Whether vectors go to a terminal on which nobody asked for all of their digits.
  var isPreview: Bool {
    outputFormat == nil && outputFile == nil && !header && StandardOutput.isTerminal
  }

  var isStandardOutput: Bool { outputFile == nil || outputFile == "-" }

  /// The file beside an array that holds its header; `nil` for lines, which hold it themselves.
  var headerFile: String? {
    guard header, format == .npy, let outputFile else { return nil }
    return outputFile + ".json"
  }
}

/// The outputs that `embed` writes for each text.
struct OutputSelection: Equatable {
  /// The pooled vector.
  let dense: Bool
  /// The outputs of other heads.
  let kinds: OutputKinds

  /// The pooled vector alone.
  static let dense = OutputSelection(dense: true, kinds: OutputKinds())

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
