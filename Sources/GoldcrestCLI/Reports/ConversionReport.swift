import Bytes
import Conversion
import Tensors

/// What a conversion did.
struct ConversionReport {
  let path: String
  let scheme: QuantizationScheme
  let source: SourceModel
  let result: ConversionResult
  let duration: Duration

  var json: JSONValue {
    [
      "schema_version": 1,
      "command": "convert",
      "output": .string(path),
      "quantization": .string(scheme.rawValue),
      "source_bytes": .integer(source.weights.byteCount),
      "file_bytes": .integer(result.fileByteCount),
      "ratio": .number(ratio),
      "seconds": .number(duration.seconds),
      "fingerprint": .string(result.fingerprint.description),
    ]
  }

  var text: String {
    let before = Figures.bytes(source.weights.byteCount)
    let after = Figures.bytes(result.fileByteCount)
    return """
      \(path)
        \(before) -> \(after) (\(scheme.rawValue), \(Figures.fixed(ratio, digits: 2)) times smaller) \
      in \(Figures.fixed(duration.seconds, digits: 2)) s
        fingerprint \(result.fingerprint)
      """
  }

  private var ratio: Double {
    Double(source.weights.byteCount) / Double(max(1, result.fileByteCount))
  }
}
