import Model
import Base
import Conversion

/// What a conversion would write.
struct PlanReport {
  let plan: ConversionPlan
  let path: String
  let source: SourceModel
  let quantization: QuantizationChoice
  /// What would be cut from this afterwards; `nil` if the vocabulary stays whole.
  let pruning: PruningReport?

  var json: JSONValue {
    var object = JSONObject()
    object.append("schema_version", 1)
    object.append("command", "convert")
    object.append("dry_run", true)
    object.append("output", .string(path))
    object.append("quantization", .string(quantization.name))
    object.append("source_bytes", .integer(source.weights.byteCount))
    object.append(
      "file_bytes", .integer(pruning?.plan.after.fileByteCount ?? plan.fileByteCount))
    object.append("parts", .array(plan.parts.map(json)))
    if let pruning { object.append("pruning", pruning.pruning) }
    return .object(object)
  }

  private func json(of part: ConversionPlan.Part) -> JSONValue {
    [
      "name": .string(part.name),
      "tensors": .integer(part.tensorCount),
      "parameters": .integer(part.parameterCount),
      "encodings": .array(part.encodings.map { .string($0) }),
      "bytes": .integer(part.byteCount),
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
      """ + (pruning.map { "\n\nThen pruned:\n" + $0.text } ?? "")
  }
}
