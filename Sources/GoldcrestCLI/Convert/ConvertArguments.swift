import Inference
import Quantization
import HuggingFace
import ArgumentParser
import Base
import Conversion
import Model
import Synchronization

/// The value of `--quantize`: a scheme, or a search for bit widths.
enum QuantizationChoice: Equatable {
  case scheme(QuantizationScheme)
  case auto

  /// Reads a name in any case.
  init?(name: String) {
    if name.lowercased() == QuantizationChoice.auto.name {
      self = .auto
    } else if let scheme = QuantizationScheme(name: name) {
      self = .scheme(scheme)
    } else {
      return nil
    }
  }

  /// All names.
  static let names = QuantizationScheme.allCases.map(\.rawValue) + [QuantizationChoice.auto.name]

  /// The name, in reports and in the names of files.
  var name: String {
    switch self {
    case .scheme(let scheme): scheme.rawValue
    case .auto: "auto"
    }
  }

  /// The scheme; for a search, the one it starts from.
  var scheme: QuantizationScheme {
    switch self {
    case .scheme(let scheme): scheme
    case .auto: .int8
    }
  }

  /// Whether weights are calibrated unless the user says otherwise.
  var isCalibratedByDefault: Bool {
    switch self {
    case .scheme(let scheme): scheme.isUsuallyCalibrated
    case .auto: true
    }
  }
}

/// What a calibration leaves behind when a signal ends the process.
enum ResumeNote {
  private static let path = Mutex<String?>(nil)

  /// Remembers where the calibration of this process keeps its layers.
  static func keep(_ state: String) { path.withLock { $0 = state } }

  /// Says how to go on, if there is anything to go on from.
  static func write() {
    guard let path = path.withLock({ $0 }), Folder.isFile(path) else { return }
    let start = StandardError.isTerminal ? "\r\u{1b}[K" : ""
    StandardError.write(
      "\(start)note: \(path.escapingControlCharacters) keeps the layers that are done: the same "
        + "command with --resume goes on from there\n")
  }
}

/// The texts that `convert` calibrates weights with.
struct CalibrationArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Texts whose activations guide rounding: a file with one text per line, a .jsonl with \
      "text", built-in, or none. (default: built-in for int4 and auto, none otherwise)
      """, valueName: "file"), completion: .texts)
  var calibration: String?

  @Option(
    help: ArgumentHelp(
      """
      Maximum number of calibration tokens; time and memory grow with it. (default: \
      \(ConversionOptions.defaultCalibrationTokenCount))
      """, valueName: "count"),
    transform: ArgumentValue.count)
  var calibrationTokens = ConversionOptions.defaultCalibrationTokenCount

  @Flag(help: "Continue an interrupted calibration from the layers saved in OUTPUT.calibration.")
  var resume = false

  var isOff: Bool { calibration == "none" }

  /// Whether texts to calibrate with are named.
  var isGiven: Bool { calibration != nil && !isOff }

  func isOn(for quantization: QuantizationChoice) -> Bool {
    calibration == nil ? quantization.isCalibratedByDefault : !isOff
  }

  /// The file that is read, if it is one.
  var input: String? { calibration == "built-in" || isOff ? nil : calibration }

  /// The texts; `nil` for none.
  ///
  /// - Throws: `CommandLineError` if the file cannot be read or has no texts.
  func texts(for quantization: QuantizationChoice) throws -> CalibrationTextSet? {
    guard isOn(for: quantization) else { return nil }
    return try input.map(CalibrationArguments.read) ?? .builtIn
  }

  private static func read(_ path: String) throws(CommandLineError) -> CalibrationTextSet {
    var records = try InputRecords(path: path)
    var texts: [String] = []
    while let text = try records.nextText() { texts.append(text) }
    guard let set = CalibrationTextSet(texts: texts, place: records.name) else {
      throw .line(place: records.name, expected: "texts to calibrate with", found: "none")
    }
    return set
  }
}

/// The goal of `convert --quantize auto` other than a minimum cosine.
struct BitWidthSearchArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "With --quantize auto: maximum file size, such as 300MB or 280MiB, instead of --min-cosine.",
      valueName: "size"),
    transform: ArgumentValue.byteCount)
  var targetSize: Int?

  /// Refuses options that cannot be combined.
  func check(_ quantization: QuantizationChoice, minimumCosine: Double?, isVerified: Bool) throws {
    guard quantization == .auto else {
      if targetSize == nil { return }
      throw ValidationError("--target-size requires --quantize auto")
    }
    try refuse(
      if: targetSize != nil && minimumCosine != nil && !isVerified,
      "--target-size with --min-cosine requires --verify")
    if let minimumCosine, !(minimumCosine > 0 && minimumCosine <= 1) {
      throw ValidationError(
        "--min-cosine: expected a number above 0 and at most 1, found \(minimumCosine)")
    }
  }

  func goal(minimumCosine: Double?) -> BitWidthGoal {
    targetSize.map { .targetByteCount($0) }
      ?? .minimumCosine(minimumCosine ?? BitWidthGoal.usualMinimumCosine)
  }
}

/// Where `convert` and `prune` write by default: in the working directory, named after the model.
enum DefaultOutput {
  /// The default of `prune`: `model-int8.crest` gives `model-int8-pruned.crest`.
  static func path(pruning path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let ending = ".crest"
    let isNamed = name.hasSuffix(ending) && name.count > ending.count
    return "\(isNamed ? String(name.dropLast(ending.count)) : name)-pruned.crest"
  }

  /// The default of `convert`: `model.safetensors` gives `model-int8.crest`, the folder `NAME`
  /// gives `NAME-int8.crest`, and a snapshot in a hub cache takes the name of its repository.
  static func path(input: String, quantization: QuantizationChoice) -> String {
    let suffix = quantization == .scheme(.none) ? "f32" : quantization.name
    return "\(name(of: input))-\(suffix).crest"
  }

  private static func name(of input: String) -> String {
    guard Folder.isFolder(input) else {
      let name = input.split(separator: "/").last.map(String.init) ?? input
      for ending in [".safetensors.index.json", ".safetensors", ".json", ".bin"]
      where name.hasSuffix(ending) && name.count > ending.count {
        return String(name.dropLast(ending.count))
      }
      return name
    }
    return FolderName(path: input).name
  }
}
