import Base
import Inference
import Model

/// What a file of vectors says of them: where they come from, and what must be the same for queries.
struct VectorHeader {
  /// The members that precede the vectors in one JSON object.
  let head: JSONObject
  private let details: [(name: String, value: JSONValue)]

  /// Vectors of the model at `path`, before whose texts the prompt `promptName` is put.
  init(
    path: String, _ vectors: VectorRun, precision: VectorPrecision, bitOrder: BitOrder,
    promptName: String?
  ) {
    var head = JSONObject()
    head.append("schema_version", 1)
    head.append("command", "embed")
    head.append("model", .string(path))
    head.append(
      "fingerprint", vectors.model.fingerprint.map { .string($0.description) } ?? .null)
    head.append("dimensions", .integer(vectors.dimensions))
    head.append("precision", .string(precision.rawValue))
    self.head = head
    var details: [(String, JSONValue)] = []
    if precision.isBinary { details.append(("bit_order", .string(bitOrder.rawValue))) }
    details.append(("prompt", promptName.map { .string($0) } ?? .null))
    details.append(("prompt_text", .string(vectors.prompt)))
    self.details = details
  }

  /// All members, of vectors in a format.
  func whole(_ format: VectorFormat) -> JSONObject {
    var object = head
    object.append("format", .string(format.rawValue))
    for (name, value) in details { object.append(name, value) }
    return object
  }
}
