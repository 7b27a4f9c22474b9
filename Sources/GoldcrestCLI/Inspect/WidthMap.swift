import Base
import CrestFormat
import Model

/// How many bits every matrix of a `.crest` has for a weight, by layer.
struct WidthMap {
  /// One matrix.
  struct Entry {
    let record: TensorRecord
    /// Where it stands among its layer's: `attention.qkv`, `ffn.up`; an expert's all in one column.
    let column: String
    let bitCount: Int

    /// All bytes of the matrix, scales included, for one weight.
    var bitsPerWeight: Double {
      8 * Double(record.byteCount) / Double(record.shape.reduce(1, *))
    }
  }

  /// The matrices of layers, in file order.
  let entries: [Entry]
  /// The matrices outside layers: tables and heads.
  let others: [Entry]
  /// The columns in the order of the file, those of experts last.
  let columns: [String]
  /// How many layers there are.
  let layerCount: Int

  private struct Place: Hashable {
    let layer: Int?
    let column: String
  }

  private let cells: [Place: [Entry]]

  init(_ manifest: Manifest) {
    var (entries, others): ([Entry], [Entry]) = ([], [])
    for record in manifest.tensors {
      guard let bitCount = record.encoding.weight?.bitCount, record.shape.count == 2,
        !record.declaration.isTokenizer, !record.name.contains(".router.")
      else { continue }
      let entry = Entry(record: record, column: WidthMap.column(of: record), bitCount: bitCount)
      if record.layer == nil { others.append(entry) } else { entries.append(entry) }
    }
    self.entries = entries
    self.others = others
    layerCount = manifest.model.layerCount
    var columns: [String] = []
    var seen = Set<String>()
    for isExpert in [false, true] {
      for entry in entries where (entry.record.expert != nil) == isExpert {
        if seen.insert(entry.column).inserted { columns.append(entry.column) }
      }
    }
    self.columns = columns
    cells = Dictionary(grouping: entries) { Place(layer: $0.record.layer, column: $0.column) }
  }

  /// The matrices in one place of the table: one, or all of an expert.
  func cell(layer: Int, column: String) -> [Entry] {
    cells[Place(layer: layer, column: column)] ?? []
  }

  /// Whether a table of layers and columns shows them: not if it were mostly holes, which a broken
  /// file can make as large as it likes.
  var isTable: Bool {
    let (count, overflow) = layerCount.multipliedReportingOverflow(by: columns.count)
    return !entries.isEmpty && !overflow && count <= 16 * entries.count
  }

  /// The bits of a weight over all matrices of layers, scales included.
  var meanBitsPerWeight: Double {
    let weightCount = entries.reduce(0) { $0 + $1.record.shape.reduce(1, *) }
    let byteCount = entries.reduce(0) { $0 + $1.record.byteCount }
    return weightCount == 0 ? 0 : 8 * Double(byteCount) / Double(weightCount)
  }

  /// The widths that occur in layers, ascending.
  var bitCounts: [Int] { Set(entries.map(\.bitCount)).sorted() }

  /// `layers.3.ffn.up.weight` gives `ffn.up`, `layers.3.experts.5.up.weight` `expert 5`.
  private static func column(of record: TensorRecord) -> String {
    if let expert = record.expert { return "expert \(expert)" }
    var words = record.name.split(separator: ".")
    if words.last == "weight" { words.removeLast() }
    return words.dropFirst(record.layer == nil ? 0 : 2).joined(separator: ".")
  }
}

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
