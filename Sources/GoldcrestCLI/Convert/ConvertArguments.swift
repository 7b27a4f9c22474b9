import ArgumentParser
import Base
import Conversion
import Model

/// What `--quantize` may say: a scheme, or that widths are to be searched for.
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

  /// The name in reports and of files.
  var name: String {
    switch self {
    case .scheme(let scheme): scheme.rawValue
    case .auto: "auto"
    }
  }

  /// The scheme; of a search that which it begins with.
  var scheme: QuantizationScheme {
    switch self {
    case .scheme(let scheme): scheme
    case .auto: .int8
    }
  }

  /// Whether weights are calibrated unless the user says otherwise.
  var isCalibratedByDefault: Bool { self == .scheme(.int4) || self == .auto }
}

/// What `convert` calibrates weights with.
struct CalibrationArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Texts whose activations decide how weights are rounded: a file with a text per line, a .jsonl \
      with "text", built-in, or none. (default: built-in for int4 and auto, none for the others)
      """, valueName: "file"))
  var calibration: String?

  @Option(
    help: "How many tokens of them are used at most; memory and time grow with them.",
    transform: ArgumentValue.count)
  var calibrationTokens = ConversionOptions.defaultCalibrationTokenCount

  @Flag(
    help: "Go on with the layers that an interrupted calibration has left in OUTPUT.calibration.")
  var resume = false

  /// Whether the user wants none.
  var isOff: Bool { calibration == "none" }

  /// The texts; `nil` for none.
  ///
  /// - Throws: `CommandLineError` if the file cannot be read or has no texts.
  func texts(for quantization: QuantizationChoice) throws -> CalibrationTextSet? {
    switch calibration ?? (quantization.isCalibratedByDefault ? "built-in" : "none") {
    case "none": return nil
    case "built-in": return .builtIn
    case let path: return try CalibrationArguments.read(path)
    }
  }

  private static func read(_ path: String) throws(CommandLineError) -> CalibrationTextSet {
    var records = try InputRecords(path: path, format: path.hasSuffix(".jsonl") ? .jsonl : .text)
    var texts: [String] = []
    var hasher = ChecksumHasher()
    while let record = try records.next() {
      guard case .text(let text) = record.content else {
        throw .line(place: record.place, expected: "\"text\"", found: "\"input_ids\"")
      }
      guard !text.isEmpty else { continue }
      texts.append(text)
      // The lengths keep texts apart.
      hasher.update(Array("\(text.utf8.count):\(text)".utf8))
    }
    guard !texts.isEmpty else {
      throw .line(place: records.name, expected: "texts to calibrate with", found: "none")
    }
    return CalibrationTextSet(name: "sha256:\(hasher.finalize())", texts: texts)
  }
}

/// What `convert --quantize auto` searches for, beside a bar.
struct WidthSearchArguments: ParsableArguments {
  /// The bar where neither a bar nor a size is given.
  static let defaultBar = 0.995

  @Option(
    help: ArgumentHelp(
      "With auto: the most bytes of the file, such as 300MB or 280MiB, instead of a bar.",
      valueName: "size"),
    transform: ArgumentValue.byteCount)
  var targetSize: Int?

  /// Refuses what does not go together.
  func check(_ quantization: QuantizationChoice, bar: Double?, isVerified: Bool) throws {
    guard quantization == .auto else {
      if targetSize == nil { return }
      throw ValidationError("--target-size: expected --quantize auto, found \(quantization.name)")
    }
    if targetSize != nil, bar != nil, !isVerified {
      throw ValidationError("--target-size: expected no --min-cosine beside it without --verify")
    }
    if let bar, !(bar > 0 && bar <= 1) {
      throw ValidationError("--min-cosine: expected a number above 0 and up to 1, found \(bar)")
    }
  }

  /// What is searched for.
  func goal(bar: Double?) -> WidthGoal {
    targetSize.map { .targetByteCount($0) }
      ?? .minimumCosine(bar ?? WidthSearchArguments.defaultBar)
  }
}

/// Where `convert` writes if it is not told: in the working directory, named after the model.
enum DefaultOutput {
  /// Where `prune` writes if it is not told: `model-int8.crest` gives `model-int8-pruned.crest`.
  static func path(pruning path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let ending = ".crest"
    let isNamed = name.hasSuffix(ending) && name.count > ending.count
    return "\(isNamed ? String(name.dropLast(ending.count)) : name)-pruned.crest"
  }

  /// `model.safetensors` gives `model-int8.crest`, the folder `NAME` gives `NAME-int8.crest`, a
  /// snapshot of a hub cache the name of its repository.
  static func path(input: String, quantization: QuantizationChoice) -> String {
    let suffix = quantization == .scheme(.none) ? "f32" : quantization.name
    return "\(name(of: input))-\(suffix).crest"
  }

  private static func name(of input: String) -> String {
    guard FileKind(path: input) == .folder else {
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
