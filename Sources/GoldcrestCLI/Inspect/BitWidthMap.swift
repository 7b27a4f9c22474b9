import Base
import CrestFormat
import Model

/// The bit width of every linear and embedding of a `.crest`, by layer.
struct BitWidthMap {
  /// One linear or embedding.
  struct Entry {
    let record: TensorRecord
    /// Its column in the table: `attention.qkv`, `ffn.up`; all of an expert's share one.
    let column: String
    let bitCount: Int

    var bitsPerWeight: Double { 8 * Double(record.byteCount) / Double(record.shape.reduce(1, *)) }
  }

  /// The linears of layers, in file order.
  let entries: [Entry]
  /// The weights outside layers: embeddings, heads and steps.
  let others: [Entry]
  /// The columns in file order, those of experts last.
  let columns: [String]
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
        !record.declaration.isTokenizer, !record.isRouter
      else { continue }
      let entry = Entry(record: record, column: BitWidthMap.column(of: record), bitCount: bitCount)
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

  /// The linears in one cell of the table: one, or all of an expert.
  func cell(layer: Int, column: String) -> [Entry] {
    cells[Place(layer: layer, column: column)] ?? []
  }

  /// Whether they form a table of layers and columns that is worth showing.
  ///
  /// A broken file could make it as large as it likes, and mostly empty.
  var isTable: Bool {
    let (count, overflow) = layerCount.multipliedReportingOverflow(by: columns.count)
    return !entries.isEmpty && !overflow && count <= 16 * entries.count
  }

  /// The mean bits per weight of the layers, including scales.
  var meanBitsPerWeight: Double {
    let weightCount = entries.reduce(0) { $0 + $1.record.shape.reduce(1, *) }
    let byteCount = entries.reduce(0) { $0 + $1.record.byteCount }
    return weightCount == 0 ? 0 : 8 * Double(byteCount) / Double(weightCount)
  }

  /// The bit widths that occur in layers, ascending.
  var bitCounts: [Int] { Set(entries.map(\.bitCount)).sorted() }

  /// `layers.3.ffn.up.weight` gives `ffn.up`, `layers.3.experts.5.up.weight` `expert 5`.
  private static func column(of record: TensorRecord) -> String {
    if let expert = record.expert { return "expert \(expert)" }
    switch record.declaration.tensorName?.module {
    case .layer(_, let part): return part.rawValue
    case let module?: return module.description
    case nil: return record.name
    }
  }
}

extension BitWidthMap {
  /// The bit widths as a table, with a heat map of blocks in its last column.
  ///
  /// An expert whose linears differ shows them all, as `4/8`, with a block for each.
  var text: String? {
    guard isTable else { return nil }
    var table = TextTable(header: ["  layer"] + columns.map(BitWidthMap.shortName) + ["map"])
    for layer in 0..<layerCount {
      let cells = columns.map { cell(layer: layer, column: $0) }
      // The first column is left-aligned, so numbers are indented here.
      table.append(
        ["  \(layer)"] + cells.map(BitWidthMap.text)
          + [cells.map(BitWidthMap.blocks).joined()])
    }
    var lines = [
      "Bit widths in layers, on average \(meanBitsPerWeight.fixed(2)) bits per weight with scales"
        + (columns.contains { $0.hasPrefix("expert") } ? "; numbered columns are experts" : "")
    ]
    lines.append(table.text)
    lines.append(
      "  map: "
        + bitCounts.map { "\(BitWidthMap.block($0)) \($0)" }.joined(separator: ", "))
    return lines.joined(separator: "\n")
  }

  /// For `--json`: every weight with its bit width.
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

  /// `8`, `4/8` if the linears of an expert differ, empty if there is none.
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

  /// A block whose height grows with the bit width.
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

extension TensorRecord {
  fileprivate var isRouter: Bool {
    if case .layer(_, .router) = declaration.tensorName?.module { true } else { false }
  }
}
