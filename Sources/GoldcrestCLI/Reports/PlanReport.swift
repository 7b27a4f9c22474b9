import Architectures
import Bytes
import Conversion

/// What a conversion would write.
struct PlanReport {
  let plan: ConversionPlan
  let path: String
  let source: SourceModel
  let quantization: QuantizationChoice

  var json: JSONValue {
    [
      "schema_version": 1,
      "command": "convert",
      "dry_run": true,
      "output": .string(path),
      "quantization": .string(quantization.name),
      "source_bytes": .integer(source.weights.byteCount),
      "file_bytes": .integer(plan.fileByteCount),
      "parts": .array(
        plan.parts.map { part in
          [
            "name": .string(part.name),
            "tensors": .integer(part.tensorCount),
            "parameters": .integer(part.parameterCount),
            "encodings": .array(part.encodings.map { .string($0) }),
            "bytes": .integer(part.byteCount),
          ]
        }),
    ]
  }

  var text: String {
    var table = TextTable(
      header: ["part", "encodings", "tensors", "parameters", "bytes", ""], leftColumns: 2)
    for part in plan.parts {
      table.append(
        part.name, part.encodings.joined(separator: ", "), Figures.grouped(part.tensorCount),
        Figures.grouped(part.parameterCount), Figures.grouped(part.byteCount),
        Figures.share(part.byteCount, of: plan.fileByteCount))
    }
    table.append("file", "", "", "", Figures.grouped(plan.fileByteCount), "")
    return """
      \(path) would be written from \(Figures.bytes(source.weights.byteCount)) of \
      \(source.configuration.architecture):
      \(table.text)
      """
  }
}
