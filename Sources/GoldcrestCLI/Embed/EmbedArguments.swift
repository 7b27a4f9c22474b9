import ArgumentParser
import Inference

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where `embed` finds what to embed.
struct InputArguments: ParsableArguments {
  @Argument(help: "Texts; without any, lines are read.")
  var texts: [String] = []

  @Option(name: .shortAndLong, help: "A file to read lines from; - is standard input.")
  var input: String?

  @Option(
    help:
      "text: a text per line; jsonl: an object per line, \"text\" or \"input_ids\", and \"_id\".")
  var inputFormat: InputFormat = .text

  func validate() throws {
    if !texts.isEmpty, input != nil {
      throw ValidationError("--input: expected no texts beside it, found \(texts.count)")
    }
    if texts.isEmpty, input == nil, isatty(STDIN_FILENO) == 1 {
      throw ValidationError("give texts as arguments, --input FILE, or lines on standard input")
    }
    if !texts.isEmpty, inputFormat != .text {
      throw ValidationError("--input-format: texts among the arguments are always text")
    }
  }

  /// Opens the input.
  func records() throws -> InputRecords {
    texts.isEmpty
      ? try InputRecords(path: input ?? "-", format: inputFormat)
      : InputRecords(arguments: texts)
  }
}

/// What `embed` writes of each text.
struct OutputSelection: Equatable {
  /// The pooled vector.
  let dense: Bool
  /// What comes beside it.
  let kinds: OutputKinds

  /// The pooled vector alone.
  static let dense = OutputSelection(dense: true, kinds: [])

  /// Whether the score of one of them has a weight.
  func isWeighted(by score: HybridScore) -> Bool {
    dense && score.dense > 0 || kinds.contains(.sparse) && score.sparse > 0
      || kinds.contains(.colbert) && score.colbert > 0
  }

  /// Names between commas: `dense,sparse,colbert`.
  static func named(_ text: String) throws -> OutputSelection {
    var (dense, kinds) = (false, OutputKinds())
    for name in text.split(separator: ",", omittingEmptySubsequences: false) {
      switch name {
      case "dense": dense = true
      case "sparse": kinds.insert(.sparse)
      case "colbert": kinds.insert(.colbert)
      default: throw ValidationError("expected dense, sparse, colbert or some between commas")
      }
    }
    return OutputSelection(dense: dense, kinds: kinds)
  }
}
