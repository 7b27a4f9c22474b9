import Base
import Conversion
import CrestFormat
import HuggingFace
import Inference
import Model

struct CrestReport {
  let file: CrestFile
  let listsTensors: Bool
  /// What `--check` found; `nil` if it was not asked for.
  let check: FileCheck?

  private var manifest: Manifest { file.manifest }

  var modelDescription: ModelDescription {
    ModelDescription(
      configuration: manifest.model, sentence: manifest.sentence,
      known: KnownFields(recordedIn: manifest.provenance.options),
      tokenizer: manifest.tokenizer,
      pruning: PruningRecord(recordedIn: manifest.provenance.options))
  }

  var text: String {
    var blocks = [headLine]
    blocks += (modelDescription.sections + [provenanceSection, proofSection]).compactMap(\.text)
    blocks.append(StoredParts(file).text)
    if let widths = BitWidthMap(manifest).text { blocks.append(widths) }
    if listsTensors { blocks.append(tensorTable) }
    if let check { blocks.append(check.text) }
    return blocks.joined(separator: "\n\n")
  }

  private var headLine: String {
    """
    \(file.path.escapingControlCharacters): crest version \(CrestLimits.majorVersion), \
    \(Figures.grouped(file.mapping.byteCount)) bytes, \
    \(Figures.grouped(manifest.parameterCount)) parameters
    fingerprint \(manifest.fingerprint)
    """
  }

  private var provenanceSection: ReportSection {
    let origin = manifest.provenance
    var section = ReportSection("Provenance")
    section.append("written by", "\(origin.toolName) \(origin.toolVersion)")
    for option in origin.options { section.append("option \(option.key)", option.value) }
    section.append("repository", origin.repository)
    section.append("revision", origin.revision)
    section.append("licence", origin.licence)
    for source in origin.sources {
      section.append(
        "source", "\(source.name), \(Figures.grouped(source.byteCount)) bytes, \(source.checksum)")
    }
    return section
  }

  private var proofSection: ReportSection {
    var section = ReportSection("Verification")
    if let canaries = manifest.canaries {
      section.append(
        "canaries",
        "\(canaries.canaries.count), kernel contract \(canaries.kernelContract)")
    }
    if let fidelity = manifest.fidelity {
      switch fidelity.reference {
      case .golden(let checksum):
        section.append("measured against", "a golden file, \(fidelity.count) vectors, \(checksum)")
      case .original(let checksum):
        section.append("measured against", "the original, \(fidelity.count) texts, \(checksum)")
      }
      for metric in fidelity.metrics {
        section.append(
          metric.name, Int(exactly: metric.value).map(String.init) ?? "\(metric.value)")
      }
    }
    return section
  }

  private var tensorTable: String {
    var table = TextTable(
      header: ["Tensor", "encoding", "shape", "rotation", "offset", "bytes"], leftColumns: 3)
    for record in manifest.tensors {
      table.append(
        "  " + record.name, record.encoding.rawValue,
        "\(record.shape)" + (record.storedWidth.map { ", stored \($0) wide" } ?? ""),
        "\(record.rotation)",
        "\(record.offset)", "\(record.byteCount)")
    }
    return table.text
  }
}

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
    object.append("widths", BitWidthMap(manifest).json)
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
    var object = JSONObject()
    object.append("name", .string(record.name))
    object.append("encoding", .string(record.encoding.rawValue))
    object.append("shape", .array(record.shape.map { .integer($0) }))
    if let width = record.storedWidth { object.append("stored_width", .integer(width)) }
    object.append("rotation", .integer(record.rotation))
    object.append("offset", .integer(record.offset))
    object.append("bytes", .integer(record.byteCount))
    object.append("sha256", .string(record.checksum.description))
    return .object(object)
  }

  private func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
}

/// The parts of a `.crest` and their sizes, which add up to the size of the file.
struct StoredParts {
  let parts: [FilePart]
  private let fileByteCount: Int

  init(_ file: CrestFile) {
    fileByteCount = file.mapping.byteCount
    let parts = FilePart.parts(of: file.manifest.tensors.map { ($0.declaration, $0.byteCount) })
    let rest = fileByteCount - parts.reduce(0) { $0 + $1.byteCount }
    self.parts = parts + [FilePart(name: "head, manifest, alignment", byteCount: rest)]
  }

  var text: String {
    var table = TextTable(
      header: ["Part", "encodings", "tensors", "parameters", "bytes", "share"], leftColumns: 2)
    for part in parts { table.append(part.row(indent: "  ", of: fileByteCount)) }
    return table.text
  }

  var json: JSONValue { .array(parts.map(\.json)) }
}

extension FilePart {
  /// A table's row: name, encodings, tensors, parameters, bytes and their share of the file.
  func row(indent: String = "", of fileByteCount: Int) -> [String] {
    [
      indent + name, encodings.joined(separator: ", "), Figures.grouped(tensorCount),
      Figures.grouped(parameterCount), Figures.grouped(byteCount),
      Figures.share(byteCount, of: fileByteCount),
    ]
  }

  var json: JSONValue {
    [
      "name": .string(name),
      "tensors": .integer(tensorCount),
      "parameters": .integer(parameterCount),
      "encodings": .array(encodings.map { .string($0) }),
      "bytes": .integer(byteCount),
    ]
  }
}
