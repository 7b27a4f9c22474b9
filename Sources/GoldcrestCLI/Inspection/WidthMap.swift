import CrestFormat
import Tensors

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
    for isExpert in [false, true] {
      for entry in entries where (entry.record.expert != nil) == isExpert {
        if !columns.contains(entry.column) { columns.append(entry.column) }
      }
    }
    self.columns = columns
  }

  /// The matrices in one place of the table: one, or all of an expert.
  func cell(layer: Int, column: String) -> [Entry] {
    entries.filter { $0.record.layer == layer && $0.column == column }
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
