import ArgumentParser
import Base
import Conversion
import Evaluation
import HuggingFace
import Inference
import Kernels
import Model
import Quantization
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
    try StandardOutput.writeLine(self.json ? json().text : text())
  }

  /// Prints a message, unless the user wants none.
  func say(_ line: @autoclosure () -> String) {
    if !quiet { StandardError.write(line() + "\n") }
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

  /// What to tell a user who chooses no prompt of a model that has some and uses none by itself.
  func note(for sentence: SentenceConfiguration) -> String? {
    guard name ?? text == nil, sentence.defaultPromptName == nil, !sentence.prompts.isEmpty else {
      return nil
    }
    let names = sentence.prompts.map(\.name).joined(separator: ", ")
    return "this model has prompts (\(names)) and the texts got none: --prompt NAME adds one, "
      + "--prompt-text '' says that none is meant"
  }
}

struct ThresholdArguments: ParsableArguments {
  /// The minimum mean cosine if no threshold is given.
  static let defaultMinimum = 0.99

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
    areGiven
      ? Thresholds(minCosine: minCosine, minCenteredCosine: minCenteredCosine)
      : Thresholds(minCosine: ThresholdArguments.defaultMinimum)
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
  func encoder(for model: EmbeddingModel, path: String, dimensions: Int?) throws -> VectorEncoder {
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
    return VectorEncoder(precision)
  }
}

/// Reads the values of options.
enum ArgumentValue {
  /// A scheme by its name in any case, or by an alias; or `auto`.
  static func quantization(_ text: String) throws -> QuantizationChoice {
    if let choice = QuantizationChoice(name: text) { return choice }
    throw ValidationError("expected one of \(QuantizationChoice.names.joined(separator: ", "))")
  }

  /// Bytes, or a size with a unit: `300MB`, `280MiB`, `1.5GB`.
  static func byteCount(_ text: String) throws -> Int {
    let units: [(name: String, size: Double)] = [
      ("kib", 0x1p10), ("mib", 0x1p20), ("gib", 0x1p30), ("kb", 1e3), ("mb", 1e6), ("gb", 1e9),
      ("b", 1), ("", 1),
    ]
    let lower = text.lowercased()
    for unit in units where lower.hasSuffix(unit.name) {
      let digits = lower.dropLast(unit.name.count)
      guard digits.allSatisfy({ "0"..."9" ~= $0 || $0 == "." }), let number = Double(digits)
      else { break }
      let count = (number * unit.size).rounded(.down)
      guard count >= 1, count < 0x1p62 else { break }
      return Int(count)
    }
    throw ValidationError("expected a size such as 300MB, 280MiB or 1.5GB, found '\(text)'")
  }

  /// One of the cases of an enumeration by its name.
  static func name<Value>(_ text: String) throws -> Value
  where Value: RawRepresentable<String> & CaseIterable {
    if let value = Value(rawValue: text) { return value }
    throw expected(Value.allCases)
  }

  /// One pooling or several with + between them.
  static func pooling(_ text: String) throws -> Pooling {
    if let value = Pooling(rawValue: text) { return value }
    throw expected(PoolingMode.allCases)
  }

  /// A file name, which is not empty.
  static func fileName(_ text: String) throws -> String {
    guard !text.isEmpty else { throw ValidationError("expected a file name") }
    return text
  }

  /// Sizes separated by commas, such as `768,256`.
  static func sizes(_ text: String) throws -> [Int] {
    let words = text.split(separator: ",", omittingEmptySubsequences: false)
    let values = words.compactMap { Int($0) }
    guard values.count == words.count, values.allSatisfy({ $0 > 0 }) else {
      throw ValidationError("expected sizes separated by commas, such as 768,256")
    }
    return values
  }

  /// Language codes separated by commas, such as `de,en`.
  static func languages(_ text: String) throws -> [Language] {
    let codes = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let found = codes.compactMap { Language(code: $0) }
    if let code = codes.first(where: { Language(code: $0) == nil }),
      let meant = Language.closest(to: code)
    {
      throw ValidationError(
        "expected language codes, found '\(code)'; did you mean '\(meant.code)' (\(meant.name))?")
    }
    guard found.count == codes.count, Set(codes).count == codes.count else {
      let known = Language.all.map(\.code).joined(separator: ", ")
      throw ValidationError("expected distinct codes separated by commas, out of \(known)")
    }
    return found
  }

  /// A number of at least 1.
  static func factor(_ text: String) throws -> Double {
    guard let value = Double(text), value.isFinite, value >= 1 else {
      throw ValidationError("expected a number of at least 1")
    }
    return value
  }

  /// A number above 0.
  static func count(_ text: String) throws -> Int {
    guard let count = Int(text), count > 0 else {
      throw ValidationError("expected a number above 0, found '\(text)'")
    }
    return count
  }

  /// A pattern of tensor names and a bit width: `layers.*.attention.*=int8`.
  static func width(_ text: String) throws -> BitWidthRule {
    let words = text.split(separator: "=", omittingEmptySubsequences: false)
    guard words.count == 2, let pattern = words.first, !pattern.isEmpty,
      let width = BitWidth(rawValue: words[1].lowercased())
    else {
      throw ValidationError("expected PATTERN=int8, PATTERN=int4 or PATTERN=int3, found '\(text)'")
    }
    return BitWidthRule(pattern: String(pattern), width: width)
  }

  /// One number, or a range: `128`, `5-512`.
  static func range(_ text: String) throws -> ClosedRange<Int> {
    let words = text.split(separator: "-", omittingEmptySubsequences: false)
    let values = words.compactMap { Int($0) }
    guard (1...2).contains(words.count), values.count == words.count, let low = values.first,
      let high = values.last, low <= high
    else { throw ValidationError("expected a number, or a range such as 5-512") }
    return low...high
  }

  /// The weights of the dense, the sparse and the ColBERT score: `1,0.3,1`.
  static func hybridScore(_ text: String) throws -> HybridScore {
    let words = text.split(separator: ",", omittingEmptySubsequences: false)
    let values = words.compactMap { Double($0) }
    guard words.count == 3, values.count == 3, values.allSatisfy({ $0 >= 0 && $0 <= 1e6 }),
      values.reduce(0, +) > 0
    else {
      throw ValidationError("expected three weights separated by commas, such as 1,0.3,1")
    }
    return HybridScore(dense: values[0], sparse: values[1], colbert: values[2])
  }

  private static func expected(_ values: some Collection<some RawRepresentable<String>>)
    -> any Error
  {
    ValidationError("expected one of \(values.map(\.rawValue).joined(separator: ", "))")
  }
}
