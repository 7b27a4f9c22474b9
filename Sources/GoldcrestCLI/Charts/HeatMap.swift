/// Cells in rows and columns; darker means more.
package struct HeatMap: Sendable {
  /// A part of a cell; several lie side by side.
  package struct Part: Sendable {
    /// From 0, the colour of the page, to 1.
    package var shade: Double
    /// The text inside, if there is room.
    package var text: String
    /// Whether it is outlined as a warning.
    package var isAlarming: Bool

    package init(shade: Double, text: String, isAlarming: Bool = false) {
      self.shade = shade
      self.text = text
      self.isAlarming = isAlarming
    }
  }

  package var title: String
  /// What a row stands for.
  package var rowName: String
  /// Names above groups of columns, with the number of columns of each.
  package var groups: [(name: String, count: Int)]
  package var columns: [String]
  /// The rows from top to bottom; a cell without parts is left empty.
  package var rows: [(name: String, cells: [[Part]])]
  /// The shades and their meanings.
  package var legend: [Part]
  /// The same figures as a table.
  package var table: DataTable
  package var notes: [String]

  package init(
    title: String, rowName: String, groups: [(name: String, count: Int)] = [], columns: [String],
    rows: [(name: String, cells: [[Part]])], legend: [Part] = [], table: DataTable,
    notes: [String] = []
  ) {
    self.title = title
    self.rowName = rowName
    self.groups = groups
    self.columns = columns
    self.rows = rows
    self.legend = legend
    self.table = table
    self.notes = notes
  }

  private static let (left, top, rowHeight) = (40.0, 40.0, 22.0)

  package var figure: Figure {
    let width = min(44, (Drawing.width - Self.left - 2) / Double(max(1, columns.count)))
    var drawing = Drawing()
    var first = 0
    for group in groups {
      drawing.text(
        group.name, x: Self.left + width * (Double(first) + Double(group.count) / 2), y: 13,
        anchor: .middle, style: "soft")
      first += group.count
    }
    drawing.text(rowName, x: Self.left - 6, y: Self.top - 8, anchor: .end, style: "soft")
    let longest = Double(columns.map(\.count).max() ?? 1) * 6.5
    let skipped = max(1, Int((longest / width).rounded(.up)))
    for (index, column) in columns.enumerated() where index.isMultiple(of: skipped) {
      drawing.text(
        column, x: Self.left + width * (Double(index) + 0.5), y: Self.top - 8, anchor: .middle,
        style: "head")
    }
    for (index, row) in rows.enumerated() {
      let y = Self.top + Self.rowHeight * Double(index)
      drawing.text(row.name, x: Self.left - 6, y: y + 15, anchor: .end)
      for (column, cell) in row.cells.enumerated() {
        draw(
          cell, x: Self.left + width * Double(column), y: y, width: width,
          title: "\(rowName) \(row.name), \(columns[column])", in: &drawing)
      }
    }
    let bottom = Self.top + Self.rowHeight * Double(rows.count)
    var x = Self.left
    for part in legend {
      draw([part], x: x, y: bottom + 12, width: 44, title: "", in: &drawing)
      x += 48
    }
    return Figure(
      title: title,
      graphic: drawing.markup(
        height: bottom + (legend.isEmpty ? 4 : 38),
        title: "\(title): \(rows.count) rows of \(columns.count) cells"),
      notes: notes, table: table)
  }

  private func draw(
    _ cell: [Part], x: Double, y: Double, width: Double, title: String, in drawing: inout Drawing
  ) {
    guard !cell.isEmpty else { return }
    let gap = min(2, width / 4)
    let partWidth = (width - gap) / Double(cell.count)
    for (index, part) in cell.enumerated() {
      let place = x + gap / 2 + partWidth * Double(index)
      let shade = part.shade.isFinite ? min(1, max(0, part.shade)) : 0
      drawing.rectangle(
        x: place, y: y + 1, width: partWidth, height: Self.rowHeight - 2,
        style: part.isAlarming ? "cell alarming" : "cell", opacity: 0.06 + 0.94 * shade,
        title: title.isEmpty ? nil : "\(title): \(part.text)")
      guard Double(part.text.count) * 7 <= partWidth + 1 else { continue }
      drawing.text(
        part.text, x: place + partWidth / 2, y: y + 15, anchor: .middle,
        style: shade < 0.5 ? "off" : shade < 0.9 ? "mid" : "on")
    }
  }
}
