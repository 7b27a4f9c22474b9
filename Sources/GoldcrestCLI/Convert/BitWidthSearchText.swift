import Base
import Conversion
import Quantization

/// The bit widths that a search chose, and why.
struct BitWidthSearchText {
  let report: BitWidthReport

  var json: JSONValue {
    [
      "min_cosine": minimumCosine.map { .number($0) } ?? .null,
      "target_bytes": target.map { .integer($0) } ?? .null,
      "held_out_texts": .integer(report.textCount),
      "held_out_tokens": .integer(report.tokenCount),
      "loss": .number(report.losses.measured),
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
            "loss": .number($0.loss),
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
        cosine \(cosine(losses.measured)) on \(report.textCount) held-out texts; \
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

  private var target: Int? {
    if case .targetByteCount(let count) = report.goal { count } else { nil }
  }
}
