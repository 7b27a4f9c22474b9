import Architectures
import Bytes
import Conversion
import Safetensors
import Tensors
import Tokenization

/// What a safetensors model holds: what would be converted.
struct SourceReport {
  let source: SourceModel
  let listsTensors: Bool

  private var parameterCount: Int { source.tensors.reduce(0) { $0 + $1.elementCount } }

  private var modelDescription: ModelDescription {
    ModelDescription(
      configuration: source.configuration, sentence: source.sentence, known: source.known,
      tokenizer: source.tokenizer?.settings)
  }

  var text: String {
    let checkpoint = source.checkpoint
    var files = ReportSection("Files")
    for shard in checkpoint.shards {
      files.append("weights", "\(shard.path), \(Figures.grouped(shard.byteCount)) bytes")
    }
    for name in source.companions { files.append("beside them", name) }
    var blocks = [
      """
      \(source.path): safetensors, \(Figures.grouped(checkpoint.byteCount)) bytes, \
      \(Figures.grouped(parameterCount)) parameters
      """
    ]
    blocks += (modelDescription.sections + [files]).compactMap(\.text)
    if listsTensors { blocks.append(tensorTable) }
    return blocks.joined(separator: "\n\n")
  }

  var json: JSONValue {
    var object = JSONObject()
    object.append("schema_version", 1)
    object.append("command", "inspect")
    object.append("file", .string(source.path))
    object.append("format", "safetensors")
    object.append("file_bytes", .integer(source.checkpoint.byteCount))
    object.append("parameters", .integer(parameterCount))
    modelDescription.append(to: &object)
    object.append("companions", .array(source.companions.map { .string($0) }))
    if listsTensors {
      object.append(
        "tensors",
        .array(
          entries.map {
            [
              "name": .string($0.name),
              "type": .string($0.elementType.rawValue),
              "shape": .array($0.shape.map { .integer($0) }),
              "bytes": .integer($0.byteCount),
            ]
          }))
    }
    return .object(object)
  }

  private var entries: [TensorEntry] {
    source.checkpoint.names.compactMap { source.checkpoint[$0]?.entry }
  }

  private var tensorTable: String {
    var table = TextTable(header: ["Tensor", "type", "shape", "bytes"], leftColumns: 3)
    for entry in entries {
      table.append(
        "  " + entry.name, entry.elementType.rawValue, "\(entry.shape)", "\(entry.byteCount)")
    }
    return table.text
  }
}
