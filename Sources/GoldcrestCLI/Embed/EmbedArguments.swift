import Base
import ArgumentParser
import Inference

/// The input of `embed`.
struct InputArguments: ParsableArguments {
  @Argument(help: "Texts to embed; without any, lines are read.")
  var texts: [String] = []

  @Option(name: .shortAndLong, help: "A file to read lines from; - is standard input.")
  var input: String?

  @Option(
    help: """
      text: a text per line; jsonl: an object per line, "text" or "input_ids", and "_id". (default: \
      jsonl for a file whose name ends in .jsonl, text for others)
      """)
  var inputFormat: InputFormat?

  func validate() throws {
    if !texts.isEmpty, input != nil {
      throw ValidationError("--input cannot be combined with texts as arguments")
    }
    if texts.isEmpty, input == nil, isatty(STDIN_FILENO) == 1 {
      throw ValidationError("give texts as arguments, --input FILE, or lines on standard input")
    }
    if !texts.isEmpty, let inputFormat, inputFormat != .text {
      throw ValidationError("--input-format cannot be combined with texts as arguments")
    }
  }

  /// The files that are read, `-` being standard input.
  var paths: [String] { texts.isEmpty ? [input ?? "-"] : [] }

  /// Opens the input.
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
