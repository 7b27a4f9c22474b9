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
