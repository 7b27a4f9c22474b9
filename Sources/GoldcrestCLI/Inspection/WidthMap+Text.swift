import Base
import CrestFormat

extension WidthMap {
  /// The widths as a table and, beside it, as a heat map of blocks: the higher, the wider.
  ///
  /// An expert whose matrices differ shows all of them, as `4/8`, and a block for each.
  var text: String? {
    guard isTable else { return nil }
    var table = TextTable(header: ["  layer"] + columns.map(WidthMap.shortName) + ["map"])
    for layer in 0..<layerCount {
      let cells = columns.map { cell(layer: layer, column: $0) }
      // The first column is set left: numbers get their blanks here.
      table.append(
        ["  \(layer)"] + cells.map(WidthMap.text)
          + [cells.map(WidthMap.blocks).joined()])
    }
    var lines = [
      "Widths of matrices in bits, \(meanBitsPerWeight.fixed(2)) a weight with scales"
        + (columns.contains { $0.hasPrefix("expert") } ? "; columns of experts by number" : "")
    ]
    lines.append(table.text)
    lines.append(
      "  map: "
        + bitCounts.map { "\(WidthMap.block($0)) \($0)" }.joined(separator: ", "))
    return lines.joined(separator: "\n")
  }

  /// For `--json`: every matrix with its width.
  var json: JSONValue {
    .array(
      (others + entries).map { entry in
        [
          "tensor": .string(entry.record.name),
          "layer": entry.record.layer.map { .integer($0) } ?? .null,
          "expert": entry.record.expert.map { .integer($0) } ?? .null,
          "encoding": .string(entry.record.encoding.rawValue),
          "bits": .integer(entry.bitCount),
          "bits_per_weight": .number(entry.bitsPerWeight),
        ]
      })
  }

  /// `attention.qkv` is `qkv`, `expert 5` is `5`.
  static func shortName(_ column: String) -> String {
    column.split { $0 == "." || $0 == " " }.last.map(String.init) ?? column
  }

  /// `8`, `4/8` where the matrices of an expert differ, nothing where there is none.
  static func text(_ cell: [Entry]) -> String {
    let bits = cell.map(\.bitCount)
    return Set(bits).count == 1
      ? "\(bits[0])" : bits.map(String.init).joined(separator: "/")
  }

  private static func blocks(_ cell: [Entry]) -> String {
    let bits = cell.map(\.bitCount)
    guard let first = bits.first else { return " " }
    return Set(bits).count == 1 ? block(first) : bits.map(block).joined()
  }

  /// A block whose height grows with the width.
  private static func block(_ bitCount: Int) -> String {
    switch bitCount {
    case ...2: "▁"
    case 3: "▂"
    case 4: "▃"
    case 5...6: "▄"
    case 7...8: "▅"
    case 9...15: "▆"
    case 16: "▇"
    default: "█"
    }
  }
}
