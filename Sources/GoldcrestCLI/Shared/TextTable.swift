import Base

/// Rows of aligned cells: the first column to the left, the others to the right.
struct TextTable {
  private var rows: [[String]] = []
  private let leftColumns: Int

  /// A table whose first `leftColumns` columns are left-aligned.
  init(header: [String] = [], leftColumns: Int = 1) {
    self.leftColumns = leftColumns
    if !header.isEmpty { append(header) }
  }

  mutating func append(_ row: [String]) { rows.append(row.map(\.escapingControlCharacters)) }

  mutating func append(_ row: String...) { append(row) }

  /// The table as lines, without a line end after the last.
  var text: String {
    let columnCount = rows.map(\.count).max() ?? 0
    let widths = (0..<columnCount).map { column in
      rows.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        let gap = String(repeating: " ", count: widths[column] - cell.count)
        return column < leftColumns ? cell + gap : gap + cell
      }
      let line = cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
  }
}

/// A titled section of labels and values in a report.
struct ReportSection {
  let title: String
  private var table = TextTable(leftColumns: 2)
  private var isEmpty = true

  init(_ title: String) { self.title = title }

  mutating func append(_ label: String, _ value: String?) {
    guard let value else { return }
    table.append("  " + label, value)
    isEmpty = false
  }

  /// The section with its title; `nil` if it has no rows.
  var text: String? { isEmpty ? nil : "\(title)\n\(table.text)" }
}

/// Numbers as people read them.
package enum Figures {
  /// A measured value with `digits` digits after the point.
  package static func fixed(_ value: Double, _ digits: Int = 6) -> String {
    value.isFinite ? value.fixed(digits) : "not finite"
  }

  /// A text on one line, cut after `limit` characters.
  static func excerpt(_ text: String, limit: Int = 60) -> String {
    let line = String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
    return line.count <= limit ? line : line.prefix(limit) + "…"
  }

  /// All digits, in groups: `485,123,456`.
  static func grouped(_ value: Int) -> String {
    var digits = String(value.magnitude)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return (value < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
  }

  /// Bytes in decimal units: `485.1 MB`.
  static func bytes(_ count: Int) -> String {
    let units: [(name: String, size: Double)] = [("GB", 1e9), ("MB", 1e6), ("kB", 1e3)]
    for unit in units where Double(count) >= unit.size {
      return "\((Double(count) / unit.size).fixed(1)) \(unit.name)"
    }
    return "\(count) bytes"
  }

  /// A time: `12.34 ms`.
  static func milliseconds(_ duration: Duration) -> String {
    duration.milliseconds.fixed(2) + " ms"
  }

  /// A share as a percentage: `48.1 %`.
  static func share(_ part: Int, of whole: Int) -> String {
    whole == 0 ? "-" : (100 * Double(part) / Double(whole)).fixed(1) + " %"
  }
}

extension Duration {
  var seconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }

  var milliseconds: Double { seconds * 1000 }
}
