import Base
import Conversion
import CrestFormat

/// The parts of a `.crest` with their sizes, which add up to the file's.
struct StoredParts {
  struct Part {
    let name: String
    var tensorCount = 0
    var parameterCount = 0
    var byteCount = 0
    var encodings: Set<String> = []
  }

  private(set) var parts: [Part] = []
  private let fileByteCount: Int

  init(_ file: CrestFile) {
    fileByteCount = file.mapping.byteCount
    for record in file.manifest.tensors { add(record) }
    var rest = Part(name: "head, manifest, alignment")
    rest.byteCount = fileByteCount - parts.reduce(0) { $0 + $1.byteCount }
    parts.append(rest)
  }

  private mutating func add(_ record: TensorRecord) {
    let name = ConversionPlan.partName(of: record.declaration)
    if !parts.contains(where: { $0.name == name }) { parts.append(Part(name: name)) }
    guard let index = parts.firstIndex(where: { $0.name == name }) else { return }
    parts[index].tensorCount += 1
    // A tokenizer's tables are no parameters of the model.
    if !record.name.hasPrefix(CrestLimits.tokenizerPrefix) {
      parts[index].parameterCount += record.shape.reduce(1, *)
    }
    parts[index].byteCount += record.byteCount
    parts[index].encodings.insert(record.encoding.rawValue)
  }

  var text: String {
    var table = TextTable(
      header: ["Part", "encodings", "tensors", "parameters", "bytes", "share"], leftColumns: 2)
    for part in parts {
      table.append(
        "  " + part.name, part.encodings.sorted().joined(separator: ", "),
        Figures.grouped(part.tensorCount), Figures.grouped(part.parameterCount),
        Figures.grouped(part.byteCount), Figures.share(part.byteCount, of: fileByteCount))
    }
    return table.text
  }

  var json: JSONValue {
    .array(
      parts.map { part in
        [
          "name": .string(part.name),
          "tensors": .integer(part.tensorCount),
          "parameters": .integer(part.parameterCount),
          "encodings": .array(part.encodings.sorted().map { .string($0) }),
          "bytes": .integer(part.byteCount),
        ]
      })
  }
}
