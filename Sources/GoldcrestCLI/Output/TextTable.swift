/// Rows of words under each other; the first column is set left, the others right.
struct TextTable {
  private var rows: [[String]] = []
  private let leftColumns: Int

  /// A table whose first `leftColumns` columns are set left.
  init(header: [String] = [], leftColumns: Int = 1) {
    self.leftColumns = leftColumns
    if !header.isEmpty { rows.append(header) }
  }

  mutating func append(_ row: [String]) { rows.append(row) }

  mutating func append(_ row: String...) { rows.append(row) }

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
