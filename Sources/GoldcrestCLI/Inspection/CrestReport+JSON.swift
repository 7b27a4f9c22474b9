import Base
import CrestFormat

extension CrestReport {
  var json: JSONValue {
    let manifest = file.manifest
    var object = JSONObject()
    object.append("schema_version", 1)
    object.append("command", "inspect")
    object.append("file", .string(file.path))
    object.append("format", "crest")
    object.append("format_version", .integer(Int(CrestLimits.majorVersion)))
    object.append("file_bytes", .integer(file.mapping.byteCount))
    object.append("parameters", .integer(manifest.parameterCount))
    object.append("fingerprint", .string(manifest.fingerprint.description))
    modelDescription.append(to: &object)
    object.append("parts", StoredParts(file).json)
    object.append("widths", WidthMap(manifest).json)
    object.append("provenance", provenanceJSON)
    object.append("canaries", .integer(manifest.canaries?.canaries.count ?? 0))
    object.append("kernel_contract", manifest.canaries.map { .integer($0.kernelContract) } ?? .null)
    object.append("fidelity", fidelityJSON)
    if listsTensors { object.append("tensors", .array(manifest.tensors.map(tensorJSON))) }
    if let check { object.append("check", check.json) }
    return .object(object)
  }

  private var provenanceJSON: JSONValue {
    let origin = file.manifest.provenance
    return [
      "tool": .string(origin.toolName),
      "tool_version": .string(origin.toolVersion),
      "options": .array(
        origin.options.map { ["key": .string($0.key), "value": .string($0.value)] }),
      "repository": text(origin.repository),
      "revision": text(origin.revision),
      "license": text(origin.licence),
      "sources": .array(
        origin.sources.map {
          [
            "name": .string($0.name), "bytes": .integer($0.byteCount),
            "sha256": .string($0.checksum.description),
          ]
        }),
    ]
  }

  private var fidelityJSON: JSONValue {
    guard let fidelity = file.manifest.fidelity else { return .null }
    let (golden, texts): (JSONValue, JSONValue) =
      switch fidelity.reference {
      case .golden(let checksum): (.string(checksum.description), .null)
      case .original(let checksum): (.null, .string(checksum.description))
      }
    return [
      "reference": golden == .null ? "original" : "golden",
      "golden_sha256": golden,
      "texts_sha256": texts,
      "count": .integer(fidelity.count),
      "metrics": .array(
        fidelity.metrics.map { ["name": .string($0.name), "value": .number($0.value)] }),
    ]
  }

  private func tensorJSON(_ record: TensorRecord) -> JSONValue {
    [
      "name": .string(record.name),
      "encoding": .string(record.encoding.rawValue),
      "shape": .array(record.shape.map { .integer($0) }),
      "rotation": .integer(record.rotation),
      "offset": .integer(record.offset),
      "bytes": .integer(record.byteCount),
      "sha256": .string(record.checksum.description),
    ]
  }

  private func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
}
