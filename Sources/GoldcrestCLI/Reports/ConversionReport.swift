import Bytes
import Conversion

/// What a conversion did.
struct ConversionReport {
  let path: String
  let quantization: QuantizationChoice
  let source: SourceModel
  let result: ConversionResult
  let duration: Duration

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
    [
      "schema_version": 1,
      "command": "convert",
      "output": .string(path),
      "quantization": .string(quantization.name),
      "source_bytes": .integer(source.weights.byteCount),
      "file_bytes": .integer(result.fileByteCount),
      "ratio": .number(ratio),
      "seconds": .number(duration.seconds),
      "fingerprint": .string(result.fingerprint.description),
      "width_search": result.search.map { WidthSearchText(report: $0).json } ?? .null,
    ]
  }

  var text: String {
    let before = Figures.bytes(source.weights.byteCount)
    let after = Figures.bytes(result.fileByteCount)
    return """
      \(path)
        \(before) -> \(after) (\(quantization.name), \(Figures.fixed(ratio, digits: 2)) times smaller) \
      in \(Figures.fixed(duration.seconds, digits: 2)) s
        fingerprint \(result.fingerprint)\(widths)
      """
  }

  private var widths: String {
    result.search.map { "\n" + WidthSearchText(report: $0).text } ?? ""
  }

  private var ratio: Double {
    Double(source.weights.byteCount) / Double(max(1, result.fileByteCount))
  }
}
