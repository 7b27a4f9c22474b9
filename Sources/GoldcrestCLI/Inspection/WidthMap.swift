import Model
import CrestFormat

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
