import Base

/// One value for each of some steps, on a scale from zero.
package struct LineChart: Sendable {
  package var title: String
  /// The meaning of a value.
  package var unit: String
  /// What a step stands for.
  package var stepName: String
  /// The names of the columns of the table, the first of which holds the names of the steps.
  package var header: [String]
  /// The steps from left to right: a name, a value, and the cells of the table.
  package var steps: [(name: String, value: Double, cells: [String])]
  package var notes: [String]

  package init(
    title: String, unit: String, stepName: String, header: [String],
    steps: [(name: String, value: Double, cells: [String])], notes: [String] = []
  ) {
    self.title = title
    self.unit = unit
    self.stepName = stepName
    self.header = header
    self.steps = steps
    self.notes = notes
  }

  /// The figure; values that are not finite leave a gap and are listed in a note.
  package var figure: Figure {
    let finite = steps.map(\.value).filter(\.isFinite)
    let axis = Axis(holding: finite + [0], ticks: 4)
    let labels = axis.ticks.map { $0 == 0 ? "0" : axis.text($0) }
    let left = 14 + 7 * Double(labels.map(\.count).max() ?? 1)
    let (right, top, bottom) = (346.0, 28.0, 178.0)
    var drawing = Drawing()
    for (tick, label) in zip(axis.ticks, labels) {
      let y = bottom - (bottom - top) * axis.place(tick)
      drawing.line((left, y), (right, y), style: tick == 0 ? "axis" : "rule")
      drawing.text(label, x: left - 6, y: y + 4, anchor: .end)
    }
    drawing.text(unit, x: 4, y: top - 12, style: "soft")
    drawing.text(stepName, x: right, y: bottom + 34, anchor: .end, style: "soft")
    let pitch = (right - left - 16) / Double(max(1, steps.count - 1))
    let skipped = (steps.count + 12) / 13
    var run: [(x: Double, y: Double)] = []
    var dots: [(x: Double, y: Double, title: String)] = []
    for (index, step) in steps.enumerated() {
      let x = left + 8 + Double(index) * pitch
      if index.isMultiple(of: skipped) {
        drawing.text(step.name, x: x, y: bottom + 18, anchor: .middle)
      }
      guard step.value.isFinite else {
        if run.count > 1 { drawing.path(run, style: "curve") }
        run = []
        continue
      }
      let y = bottom - (bottom - top) * axis.place(step.value)
      run.append((x, y))
      dots.append((x, y, "\(stepName) \(step.name): \(step.cells.first ?? "")"))
    }
    if run.count > 1 { drawing.path(run, style: "curve") }
    for dot in dots { drawing.dot(x: dot.x, y: dot.y, style: "dot", title: dot.title) }
    var table = DataTable(title, header: header)
    for step in steps { table.append([step.name] + step.cells) }
    let gaps = steps.filter { !$0.value.isFinite }.map(\.name)
    let missing = gaps.isEmpty ? [] : ["Not finite at \(gaps.joined(separator: ", "))."]
    return Figure(
      title: title,
      graphic: drawing.markup(
        height: bottom + 40, title: "\(title): \(unit) at \(steps.count) places"),
      notes: missing + notes, table: table)
  }
}
