import Base
import Conversion
import HuggingFace
import Model
import Tokenization

/// What an original model contains and would be converted.
struct SourceReport {
  let source: SourceModel
  let listsTensors: Bool

  private var parameterCount: Int { source.tensors.reduce(0) { $0 + $1.elementCount } }

  private var modelDescription: ModelDescription {
    ModelDescription(
      configuration: source.configuration, sentence: source.sentence, known: source.known,
      tokenizer: source.tokenizer?.settings, pruning: nil)
  }

  var text: String {
    let weights = source.weights
    var files = ReportSection("Files")
    for path in weights.paths { files.append("weights", path) }
    for file in source.companions { files.append("other files", file.name) }
    var blocks = [
      """
      \(source.path): \(weights.format), \(Figures.grouped(weights.byteCount)) bytes, \
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
    object.append("format", .string(source.weights.format))
    object.append("file_bytes", .integer(source.weights.byteCount))
    object.append("parameters", .integer(parameterCount))
    modelDescription.append(to: &object)
    object.append("companions", .array(source.companions.map { .string($0.name) }))
    if listsTensors {
      object.append(
        "tensors",
        .array(
          source.weights.entries.map {
            [
              "name": .string($0.name),
              "type": .string($0.elementType.rawValue),
              "shape": .array($0.shape.map { .integer($0) }),
              "bytes": .integer(SourceReport.byteCount($0.elementType, $0.shape)),
            ]
          }))
    }
    return .object(object)
  }

  private static func byteCount(_ type: ElementType, _ shape: [Int]) -> Int {
    shape.reduce(1, *) * type.bitCount / 8
  }

  private var tensorTable: String {
    var table = TextTable(header: ["Tensor", "type", "shape", "bytes"], leftColumns: 3)
    for entry in source.weights.entries {
      table.append(
        "  " + entry.name, entry.elementType.rawValue, "\(entry.shape)",
        "\(SourceReport.byteCount(entry.elementType, entry.shape))")
    }
    return table.text
  }
}
