import Base
import Conversion

/// What a conversion did.
struct ConversionReport {
  let path: String
  let quantization: QuantizationChoice
  let source: SourceModel
  let fileByteCount: Int
  let fingerprint: Checksum
  let duration: Duration
  /// What the calibration saw, if there was one.
  let calibration: CalibrationReport?
  /// How the widths were found; `nil` if they were not searched for.
  let search: WidthSearchReport?
  /// What was cut; `nil` if the vocabulary is whole.
  let pruning: PruningReport?
  /// What the verification found, if there was one.
  let verification: VerifiedConversion?

  /// What is said of a model that no widths bring to a bar.
  static func refusal(path: String, expected: Double, found: Double) -> JSONValue {
    [
      "schema_version": 1,
      "command": "convert",
      "output": .string(path),
      "written": false,
      "quantization": .string(QuantizationChoice.auto.name),
      "min_cosine": .number(expected),
      "cosine": .number(found),
    ]
  }

  var json: JSONValue {
    var object = JSONObject()
    object.append("schema_version", 1)
    object.append("command", "convert")
    object.append("output", .string(path))
    object.append("written", true)
    object.append("quantization", .string(quantization.name))
    object.append("source_bytes", .integer(source.weights.byteCount))
    object.append("file_bytes", .integer(fileByteCount))
    object.append("ratio", .number(ratio))
    object.append("seconds", .number(duration.seconds))
    object.append("fingerprint", .string(fingerprint.description))
    if let calibration { object.append("calibration", calibration.json) }
    if let search { object.append("width_search", WidthSearchText(report: search).json) }
    object.append("verification", verification?.json ?? .null)
    if let pruning { object.append("pruning", pruning.pruning) }
    return .object(object)
  }

  var text: String {
    let before = Figures.bytes(source.weights.byteCount)
    let after = Figures.bytes(fileByteCount)
    return """
      \(verified)\(path)
        \(before) -> \(after) (\(quantization.name), \(ratio.fixed(2)) times smaller) \
      in \(duration.seconds.fixed(2)) s
        fingerprint \(fingerprint)
      """ + (calibration.map { "\n" + $0.text } ?? "")
        + (search.map { "\n" + WidthSearchText(report: $0).text } ?? "")
        + (pruning.map { "\n\n" + $0.text } ?? "")
  }

  private var verified: String {
    verification.map { "\($0.text)\n\n" } ?? ""
  }

  private var ratio: Double {
    Double(source.weights.byteCount) / Double(max(1, fileByteCount))
  }
}
