import Bytes
import Conversion
import Tensors
import Verification

/// What a conversion did.
struct ConversionReport {
  let path: String
  let scheme: QuantizationScheme
  let source: SourceModel
  let result: ConversionResult
  let duration: Duration
  /// What the verification found, if there was one.
  let verification: FidelityReport?
  /// The bars that it was held to.
  let thresholds: Thresholds

  /// What is said of a model that missed a bar.
  static func refusal(
    path: String, scheme: QuantizationScheme, _ found: FidelityReport, _ thresholds: Thresholds
  ) -> JSONValue {
    [
      "schema_version": 1,
      "command": "convert",
      "output": .string(path),
      "written": false,
      "quantization": .string(scheme.rawValue),
      "verification": found.json(thresholds),
    ]
  }

  var json: JSONValue {
    [
      "schema_version": 1,
      "command": "convert",
      "output": .string(path),
      "written": true,
      "quantization": .string(scheme.rawValue),
      "source_bytes": .integer(source.weights.byteCount),
      "file_bytes": .integer(result.fileByteCount),
      "ratio": .number(ratio),
      "seconds": .number(duration.seconds),
      "fingerprint": .string(result.fingerprint.description),
      "verification": verification?.json(thresholds) ?? .null,
    ]
  }

  var text: String {
    let before = Figures.bytes(source.weights.byteCount)
    let after = Figures.bytes(result.fileByteCount)
    return """
      \(verified)\(path)
        \(before) -> \(after) (\(scheme.rawValue), \(Figures.fixed(ratio, digits: 2)) times smaller) \
      in \(Figures.fixed(duration.seconds, digits: 2)) s
        fingerprint \(result.fingerprint)
      """
  }

  private var verified: String {
    verification.map { "\($0.text(thresholds))\n\n" } ?? ""
  }

  private var ratio: Double {
    Double(source.weights.byteCount) / Double(max(1, result.fileByteCount))
  }
}
