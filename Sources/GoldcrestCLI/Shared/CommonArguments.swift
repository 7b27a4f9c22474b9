import ArgumentParser
import Base
import Evaluation
import HuggingFace
import Inference
import Kernels
import Model
import Reference

/// Refuses what the options of a command say together.
func refuse(if isWrong: Bool, _ message: @autoclosure () -> String) throws {
  if isWrong { throw ValidationError(message()) }
}

/// Refuses the value of `option` outside `range`.
func require<Value: Comparable>(_ option: String, _ value: Value, in range: ClosedRange<Value>)
  throws
{
  try refuse(
    if: !range.contains(value),
    "\(option): expected \(range.lowerBound) to \(range.upperBound), found \(value)")
}

struct RuntimeArguments: ParsableArguments {
  @Option(help: ArgumentHelp("Number of threads. (default: all usable cores)", valueName: "count"))
  var threads: Int?

  @Option(
    help:
      """
      Kernels to use: auto, or one of \(KernelSet.all.map(\.name).joined(separator: ", ")) that this \
      processor can run.
      """,
    completion: .list(["auto"] + KernelSet.all.map(\.name)))
  var kernel = "auto"

  func validate() throws {
    if let threads { try require("--threads", threads, in: 1...1024) }
    do throws(KernelError) {
      _ = try KernelSet.named(kernel)
    } catch {
      throw ValidationError("--kernel: \(error)")
    }
  }

  var threadCount: Int { threads ?? WorkerPool.usableCoreCount }

  func kernels() throws -> KernelSet { try KernelSet.named(kernel) }

  func options() throws -> RuntimeOptions {
    RuntimeOptions(kernels: try kernels(), threadCount: threadCount, floatProducts: OpenBLAS())
  }
}

struct ReportArguments: ParsableArguments {
  @Flag(help: "Print the report as one JSON object on standard output.")
  var json = false

  @Flag(name: .shortAndLong, help: "Print no progress and no warnings on standard error.")
  var quiet = false

  /// Writes a report in the requested form.
  func write(json: @autoclosure () -> JSONValue, text: @autoclosure () -> String) throws {
    try StandardOutput.writeLine(self.json ? json().text : text().escapingInLines)
  }

  /// Prints a message of one line, unless the user wants none.
  func say(_ line: @autoclosure () -> String) {
    if !quiet { StandardError.write(line().escapingControlCharacters + "\n") }
  }

  /// Prints a report as a message, unless the user wants none.
  func sayLines(_ text: @autoclosure () -> String) {
    if !quiet { StandardError.write(text().escapingInLines + "\n") }
  }

  /// Prints what a user should know of how a model's files were read.
  func say(notesOf source: SourceModel) {
    for note in source.notes { say("note: \(note)") }
  }
}

/// The prompt put before every text.
struct PromptArguments: ParsableArguments {
  @Option(
    name: .customLong("prompt"),
    help: ArgumentHelp("Name of one of the model's prompts, such as query.", valueName: "name"))
  var name: String?

  @Option(
    name: .customLong("prompt-text"),
    help: ArgumentHelp("Literal prompt; empty for none.", valueName: "text"))
  var text: String?

  func validate() throws {
    try refuse(if: name != nil && text != nil, "--prompt and --prompt-text cannot be combined")
  }

  /// The model's default prompt unless another was named.
  var choice: EmbeddingModel.PromptChoice {
    if let name { return .named(name) }
    if let text { return .text(text) }
    return .modelDefault
  }

  /// The name of the prompt that `choice` gives, if it has one.
  func name(in sentence: SentenceConfiguration) -> String? {
    name ?? (text == nil ? sentence.defaultPromptName : nil)
  }

  /// What to tell a user who chooses no prompt of a model that has some and uses none by itself.
  ///
  /// Empty prompts, which sentence-transformers writes into every model, are none.
  func note(for sentence: SentenceConfiguration) -> String? {
    let prompts = sentence.prompts.filter { !$0.text.isEmpty }
    guard name ?? text == nil, sentence.defaultPromptName == nil, !prompts.isEmpty else {
      return nil
    }
    let names = prompts.map(\.name).joined(separator: ", ")
    return "this model has prompts (\(names)) and the texts got none: --prompt NAME adds one, "
      + "--prompt-text '' says that none is meant"
  }
}

struct ThresholdArguments: ParsableArguments {
  @Option(help: ArgumentHelp("Minimum mean cosine.", valueName: "cosine"))
  var minCosine: Double?

  @Option(
    help: ArgumentHelp(
      "Minimum mean centered cosine: of vectors minus the mean reference vector.",
      valueName: "cosine"))
  var minCenteredCosine: Double?

  var areGiven: Bool { minCosine ?? minCenteredCosine != nil }

  /// The given thresholds, or the default one.
  var values: Thresholds {
    areGiven ? Thresholds(minCosine: minCosine, minCenteredCosine: minCenteredCosine) : .usual
  }
}

/// The precision in which vectors are stored.
struct PrecisionArguments: ParsableArguments {
  @Option(
    help: """
      How vectors are stored: float32, float16, int8, uint8, binary or ubinary. int8 without \
      --ranges is the 'unit' quantisation of sqlite-vec. (default: float32)
      """,
    completion: .names(of: VectorPrecision.self), transform: ArgumentValue.name)
  var precision = VectorPrecision.float32

  @Option(
    help: ArgumentHelp(
      """
      Vectors as embed writes them (.npy, float32 [N, D]): the 256 levels of int8 or uint8 span the \
      range of each component. The ranges [2, D] of sentence-transformers are such a file too.
      """, valueName: "file"), completion: .file(extensions: ["npy"]))
  var ranges: String?

  func validate() throws {
    try refuse(
      if: ranges != nil && !precision.isScalar,
      "--ranges requires --precision int8 or uint8")
    try refuse(if: ranges == nil && precision == .uint8, "--precision uint8 requires --ranges")
  }

  /// The encoder for the vectors of `model`.
  ///
  /// - Throws: `NumPyError` for the file of vectors, `CommandLineError.model` if vectors are not of
  ///   length 1 and would need ranges.
  func encoder(
    for model: EmbeddingModel, path: String, dimensions: Int?, bitOrder: BitOrder = .big
  ) throws -> VectorEncoder {
    if let path = ranges {
      let width = dimensions ?? model.sentence.usualSize
      let vectors = try NumPyArray(path: path, columnCount: width, rowCount: 2...).rows
      guard let ranges = ComponentRanges(of: vectors) else {
        throw NumPyError.part(
          path: path, part: "values", expected: "ranges that fit in float32",
          found: "a wider one")
      }
      return VectorEncoder(precision, ranges: ranges)
    }
    guard precision != .int8 || model.sentence.normalizes else {
      throw CommandLineError.model(
        path: path,
        reason: "--precision int8 requires --ranges, as vectors are not normalised")
    }
    return VectorEncoder(precision, bitOrder: bitOrder)
  }
}
