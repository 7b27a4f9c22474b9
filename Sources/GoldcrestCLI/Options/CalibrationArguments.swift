import ArgumentParser
import Base
import Conversion

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
