import Base

/// Lays out text for a terminal.
package enum Table {
  /// The value with `decimals` digits behind the point, rounded half away from zero.
  package static func fixed(_ value: Double, _ decimals: Int = 6) -> String {
    value.isFinite ? value.fixed(decimals) : "not finite"
  }

  /// Rows of cells in columns two spaces apart; the first column flush left, the others right.
  package static func columns(_ rows: [[String]]) -> [String] {
    let columnCount = rows.map(\.count).max() ?? 0
    let widths = (0..<columnCount).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      row.enumerated().map { column, cell in
        let fill = String(repeating: " ", count: widths[column] - cell.count)
        if column > 0 { return fill + cell }
        return row.count > 1 ? cell + fill : cell
      }.joined(separator: "  ")
    }
  }

  /// The text on one line, cut after `limit` characters.
  package static func excerpt(_ text: String, limit: Int = 60) -> String {
    let line = String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
    return line.count <= limit ? line : line.prefix(limit) + "…"
  }
}
