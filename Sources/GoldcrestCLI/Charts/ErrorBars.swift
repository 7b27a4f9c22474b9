import Base

/// A bar from zero for each row, with a line that extends to the largest value of the row.
package struct ErrorBars: Sendable {
  /// One bar.
  package struct Row: Sendable {
    /// The name on the left.
    package var name: String
    /// The length of the bar.
    package var value: Double
    /// The end of the line, if there is one.
    package var most: Double?
    /// The text on the right.
    package var text: String
    /// The cells of the table row, after the name.
    package var cells: [String]

    package init(name: String, value: Double, most: Double?, text: String, cells: [String]) {
      self.name = name
      self.value = value
      self.most = most
      self.text = text
      self.cells = cells
    }
  }

  package var title: String
  /// The meaning of the length of a bar.
  package var unit: String
  /// The header above the texts on the right.
  package var textHeader: String
  /// The names of the columns of the table, the first of which holds the names of the rows.
  package var header: [String]
  /// The bars from top to bottom.
  package var rows: [Row]
  package var notes: [String]

  package init(
    title: String, unit: String, textHeader: String, header: [String], rows: [Row],
    notes: [String] = []
  ) {
    self.title = title
    self.unit = unit
    self.textHeader = textHeader
    self.header = header
    self.rows = rows
    self.notes = notes
  }

  /// The figure; a row whose value is not finite says so in words.
  package var figure: Figure {
    let finite = rows.flatMap { [$0.value, $0.most ?? 0] }.filter(\.isFinite)
    let axis = Axis(holding: finite + [0], ticks: 3)
    let longest = rows.map(\.name.count).max() ?? 0
    let left = min(130, max(40, Double(longest) * 7.5 + 12))
    let longestText = rows.map(\.text.count).max() ?? 0
    let right = min(264, Drawing.width - 14 - Double(longestText) * 7.5)
    let (top, pitch) = (26.0, 22.0)
    let bottom = top + pitch * Double(rows.count)
    var drawing = Drawing()
    for (index, tick) in axis.ticks.enumerated() {
      let x = left + (right - left) * axis.place(tick)
      drawing.line((x, top), (x, bottom), style: index == 0 ? "axis" : "rule")
      drawing.text(tick == 0 ? "0" : axis.text(tick), x: x, y: bottom + 17, anchor: .middle)
    }
    drawing.text(textHeader, x: Drawing.width - 2, y: top - 8, anchor: .end, style: "soft")
    drawing.text(unit, x: left, y: top - 8, style: "soft")
    for (index, row) in rows.enumerated() {
      draw(row, y: top + pitch * (Double(index) + 0.5), left, right, axis, in: &drawing)
    }
    var table = DataTable(title, header: header)
    for row in rows { table.append([row.name] + row.cells) }
    return Figure(
      title: title,
      graphic: drawing.markup(height: bottom + 26, title: "\(title): \(unit), \(rows.count) bars"),
      notes: notes, table: table)
  }

  private func draw(
    _ row: Row, y: Double, _ left: Double, _ right: Double, _ axis: Axis,
    in drawing: inout Drawing
  ) {
    // Long names are complete in the table.
    let name = row.name.count > 16 ? row.name.prefix(15) + "…" : row.name
    drawing.text(name, x: left - 8, y: y + 4, anchor: .end)
    guard row.value.isFinite else {
      drawing.text("not finite", x: left + 6, y: y + 4, style: "bad")
      return
    }
    let end = left + (right - left) * axis.place(row.value)
    drawing.rectangle(
      x: left, y: y - 6, width: max(0, end - left), height: 12, style: "bar",
      title: "\(row.name): \(row.text)")
    if let most = row.most, most.isFinite, most > row.value {
      let far = left + (right - left) * axis.place(most)
      drawing.line((end, y), (far, y), style: "reach")
      drawing.line((far, y - 4), (far, y + 4), style: "reach")
    }
    drawing.text(row.text, x: Drawing.width - 2, y: y + 4, anchor: .end)
  }
}
