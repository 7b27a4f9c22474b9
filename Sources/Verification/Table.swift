/// Lays out text for a terminal.
package enum Table {
  /// The value with `decimals` digits behind the point, rounded half away from zero.
  package static func fixed(_ value: Double, _ decimals: Int = 6) -> String {
    guard value.isFinite else { return "not finite" }
    let scale = (0..<decimals).reduce(1.0) { scale, _ in scale * 10 }
    let scaled = (abs(value) * scale).rounded()
    guard scaled < 1e15 else { return "\(value)" }
    let digits = String(Int(scaled))
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    let sign = value < 0 && scaled > 0 ? "-" : ""
    return "\(sign)\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
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
