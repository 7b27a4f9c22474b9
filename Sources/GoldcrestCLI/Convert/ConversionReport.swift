import Base
import Conversion
import HuggingFace
import Model
import Quantization

struct ConversionReport {
  let path: String
  let quantization: QuantizationChoice
  let source: SourceModel
  let fileByteCount: Int
  let fingerprint: Checksum
  let duration: Duration
  let calibration: CalibrationReport?
  /// How the bit widths were found; `nil` if they were not searched for.
  let search: BitWidthReport?
  /// What was pruned; `nil` if the vocabulary is whole.
  let pruning: PruningReport?
  let verification: VerifiedConversion?

  /// The JSON report if no bit widths meet the threshold.
  static func refusal(path: String, expected: Double, found: Double) -> JSONValue {
    [
      "schema_version": 1,
      "command": "convert",
      "output": .string(path),
      "written": false,
      "quantization": .string(QuantizationChoice.auto.name),
      "min_cosine": .number(expected),
      "cosine": .number(found),
    ]
  }

  var json: JSONValue {
    var object = JSONObject()
    object.append("schema_version", 1)
    object.append("command", "convert")
    object.append("output", .string(path))
    object.append("written", true)
    object.append("quantization", .string(quantization.name))
    object.append("source_bytes", .integer(source.weights.byteCount))
    object.append("file_bytes", .integer(fileByteCount))
    object.append("ratio", .number(ratio))
    object.append("seconds", .number(duration.seconds))
    object.append("fingerprint", .string(fingerprint.description))
    if let calibration { object.append("calibration", calibration.json) }
    if let search { object.append("width_search", BitWidthSearchText(report: search).json) }
    object.append("verification", verification?.json ?? .null)
    if let pruning { object.append("pruning", pruning.pruning) }
    return .object(object)
  }

  var text: String {
    let before = Figures.bytes(source.weights.byteCount)
    let after = Figures.bytes(fileByteCount)
    return """
      \(verified)\(path.escapingControlCharacters)
        \(before) -> \(after) (\(quantization.name), \(ratio.fixed(2)) times smaller) \
      in \(duration.seconds.fixed(2)) s
        fingerprint \(fingerprint)
      """ + (calibration.map { "\n" + $0.text } ?? "")
        + (search.map { "\n" + BitWidthSearchText(report: $0).text } ?? "")
        + (pruning.map { "\n\n" + $0.text } ?? "")
  }

  private var verified: String { verification.map { "\($0.text)\n\n" } ?? "" }

  private var ratio: Double { Double(source.weights.byteCount) / Double(max(1, fileByteCount)) }
}

struct PlanReport {
  let plan: ConversionPlan
  let path: String
  let source: SourceModel
  let quantization: QuantizationChoice
  /// What would be pruned afterwards; `nil` if the vocabulary stays whole.
  let pruning: PruningReport?

  var json: JSONValue {
    var object = JSONObject()
    object.append("schema_version", 1)
    object.append("command", "convert")
    object.append("dry_run", true)
    object.append("output", .string(path))
    object.append("quantization", .string(quantization.name))
    object.append("source_bytes", .integer(source.weights.byteCount))
    object.append("file_bytes", .integer(pruning?.plan.after.fileByteCount ?? plan.fileByteCount))
    object.append("parts", .array(plan.parts.map(\.json)))
    if let pruning { object.append("pruning", pruning.pruning) }
    return .object(object)
  }

  var text: String {
    var table = TextTable(
      header: ["part", "encodings", "tensors", "parameters", "bytes", ""], leftColumns: 2)
    for part in plan.parts { table.append(part.row(of: plan.fileByteCount)) }
    table.append("file", "", "", "", Figures.grouped(plan.fileByteCount), "")
    return """
      \(path.escapingControlCharacters) would be written from \(Figures.bytes(source.weights.byteCount)) of \
      \(source.configuration.architecture):
      \(table.text)
      """ + (pruning.map { "\n\nThen pruned:\n" + $0.text } ?? "")
  }
}

extension CalibrationReport {
  var json: JSONValue {
    var experts = JSONObject()
    for (layer, counts) in expertTokenCounts.sorted(by: { $0.key < $1.key }) {
      experts.append("\(layer)", .array(counts.map { .integer($0) }))
    }
    return [
      "texts": .integer(textCount),
      "tokens": .integer(tokenCount),
      "tokens_per_expert": .object(experts),
      "without_data": .array(withoutData.map { .string($0) }),
    ]
  }

  /// Tokens of each expert by layer, and every linear that was rounded without data.
  var text: String {
    var lines = ["  calibrated with \(textCount) texts, \(tokenCount) tokens"]
    for (layer, counts) in expertTokenCounts.sorted(by: { $0.key < $1.key }) {
      lines.append(
        "  layer \(layer), tokens per expert: " + counts.map(String.init).joined(separator: " "))
    }
    if !withoutData.isEmpty {
      lines.append("  too few tokens, rounded without data:")
      lines += withoutData.map { "    \($0)" }
    }
    return lines.joined(separator: "\n")
  }
}

/// The bit widths that a search chose, and why.
struct BitWidthSearchText {
  let report: BitWidthReport

  var json: JSONValue {
    [
      "min_cosine": minimumCosine.map { .number($0) } ?? .null,
      "target_bytes": target.map { .integer($0) } ?? .null,
      "held_out_texts": .integer(report.textCount),
      "held_out_tokens": .integer(report.tokenCount),
      "held_out_groups": .integer(report.groupCount),
      "loss": .number(report.losses.measured),
      "loss_bound": .number(report.losses.bound),
      "margin": margin.map { .number($0) } ?? .null,
      "widest_loss": .number(report.losses.widest),
      "linear_weights": .integer(report.linearWeightCount),
      "linear_bytes": .integer(report.linearByteCount),
      "widest_linear_bytes": .integer(report.widestLinearByteCount),
      "bits_per_weight": .number(report.bitsPerWeight),
      "files": .array(
        report.files.map {
          [
            "bytes": .integer($0.byteCount),
            "expected_loss": $0.expectedLoss.map { .number($0) } ?? .null,
            "calibration": $0.method.map { .string("\($0)") } ?? .null,
            "loss": .number($0.loss),
            "loss_bound": .number($0.bound),
          ]
        }),
      "units": .array(report.units.map(json)),
    ]
  }

  /// The lines below those of every conversion.
  var text: String {
    let losses = report.losses
    var table = TextTable(header: ["", "tensors", "units", "bytes", "mean loss"], leftColumns: 2)
    for group in groups {
      let measured = group.units.flatMap(\.alternatives).compactMap(\.loss)
      let saved = group.units.reduce(0) { $0 + savedByteCount(of: $1) }
      table.append(
        "  \(group.width.rawValue)", group.name, "\(group.units.count)",
        saved == 0 ? "" : "-\(Figures.bytes(saved))",
        measured.isEmpty
          ? ""
          : (measured.reduce(0, +) / Double(measured.count)).fixed(6))
    }
    return """
        cosine \(cosine(losses.measured)) on \(report.textCount) held-out texts, \
      at least \(cosine(losses.bound)) on others like them; \
      \(cosine(losses.widest)) at the largest bit widths
        \(report.bitsPerWeight.fixed(2)) bits per weight in the linears, \
      \(Figures.share(report.linearByteCount, of: report.widestLinearByteCount)) of their largest size
      \(table.text)
      """
  }

  /// Units of one kind and bit width.
  private struct Group {
    let name: String
    let width: BitWidth
    var units: [BitWidthReport.Unit]
  }

  private var groups: [Group] {
    var groups: [Group] = []
    for unit in report.units {
      let name = kind(of: unit)
      if let index = groups.firstIndex(where: { $0.name == name && $0.width == unit.width }) {
        groups[index].units.append(unit)
      } else {
        groups.append(Group(name: name, width: unit.width, units: [unit]))
      }
    }
    return groups.sorted { ($0.name, $0.width.rawValue) < ($1.name, $1.width.rawValue) }
  }

  /// The unit's name with `*` for its numbers.
  private func kind(of unit: BitWidthReport.Unit) -> String {
    unit.name.split(separator: ".").map { Int($0) == nil ? String($0) : "*" }
      .joined(separator: ".")
  }

  private func savedByteCount(of unit: BitWidthReport.Unit) -> Int {
    unit.alternatives.first { $0.width == unit.width }?.savedByteCount ?? 0
  }

  private func json(_ unit: BitWidthReport.Unit) -> JSONValue {
    [
      "name": .string(unit.name),
      "width": .string(unit.width.rawValue),
      "alternatives": .array(
        unit.alternatives.map {
          [
            "width": .string($0.width.rawValue),
            "saved_bytes": .integer($0.savedByteCount),
            "loss": $0.loss.map { .number($0) } ?? .null,
          ]
        }),
    ]
  }

  private func cosine(_ loss: Double) -> String { (1 - loss).fixed(5) }

  private var minimumCosine: Double? {
    if case .minimumCosine(let minimum) = report.goal { minimum } else { nil }
  }

  /// How far the bound stays below the loss that the threshold allows.
  private var margin: Double? { minimumCosine.map { 1 - $0 - report.losses.bound } }

  private var target: Int? {
    if case .targetByteCount(let count) = report.goal { count } else { nil }
  }
}
