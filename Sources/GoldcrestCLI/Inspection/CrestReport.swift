import Base
import Conversion
import CrestFormat
import HuggingFace
import Inference
import Model
import Tokenization

/// What is inside a `.crest`.
struct CrestReport {
  let file: CrestFile
  let listsTensors: Bool
  /// What `--check` found; `nil` if it was not asked for.
  let check: FileCheck?

  private var manifest: Manifest { file.manifest }

  var modelDescription: ModelDescription {
    ModelDescription(
      configuration: ModelConfiguration(manifest.model),
      sentence: SentenceConfiguration(manifest.sentence),
      known: KnownFields(recordedIn: manifest.provenance.options),
      tokenizer: manifest.tokenizer.map { TokenizerSettings($0) },
      pruning: PruningRecord(recordedIn: manifest.provenance.options))
  }

  var text: String {
    var blocks = [headLine]
    blocks += (modelDescription.sections + [provenanceSection, proofSection]).compactMap(\.text)
    blocks.append(StoredParts(file).text)
    if let widths = WidthMap(manifest).text { blocks.append(widths) }
    if listsTensors { blocks.append(tensorTable) }
    if let check { blocks.append(check.text) }
    return blocks.joined(separator: "\n\n")
  }

  private var headLine: String {
    """
    \(file.path): crest version \(CrestLimits.majorVersion), \
    \(Figures.grouped(file.mapping.byteCount)) bytes, \
    \(Figures.grouped(manifest.parameterCount)) parameters
    fingerprint \(manifest.fingerprint)
    """
  }

  private var provenanceSection: ReportSection {
    let origin = manifest.provenance
    var section = ReportSection("Origin")
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
    var section = ReportSection("Proof")
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
        "  " + record.name, record.encoding.rawValue, "\(record.shape)", "\(record.rotation)",
        "\(record.offset)", "\(record.byteCount)")
    }
    return table.text
  }
}
