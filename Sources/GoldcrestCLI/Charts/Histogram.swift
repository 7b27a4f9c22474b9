import Base

/// The distribution of some cosines.
///
/// The scale is logarithmic in the distance to 1, so that cosines that are all close to 1 differ.
package struct Histogram: Sendable {
  package var title: String
  /// The values; those that are not finite are counted in a note.
  package var values: [Double]
  /// More values that the scale must cover, so that two histograms can share one.
  package var scale: [Double]
  /// Values to mark, such as a mean or a threshold, with their names.
  package var marks: [(name: String, value: Double)]

  package init(
    title: String, values: [Double], scale: [Double] = [],
    marks: [(name: String, value: Double)] = []
  ) {
    self.title = title
    self.values = values
    self.scale = scale
    self.marks = marks
  }

  private static let (left, right, top, bottom) = (34.0, 332.0, 26.0, 158.0)

  package var figure: Figure {
    let finite = values.filter(\.isFinite)
    let marks = marks.filter(\.value.isFinite)
    let axis = CosineAxis(holding: finite + scale.filter(\.isFinite))
    let shown = marks.filter { axis.contains($0.value) }
    let outside = marks.filter { !axis.contains($0.value) }
    var counts = [Int](repeating: 0, count: axis.binCount)
    for value in finite { counts[axis.bin(of: value)] += 1 }
    var drawing = Drawing()
    draw(counts, axis, in: &drawing)
    for (index, mark) in shown.enumerated() { draw(mark, number: index, axis, in: &drawing) }
    var table = DataTable(title, header: ["from", "to", "texts"])
    for (index, count) in counts.enumerated() {
      table.append([axis.edge(index), axis.edge(index + 1), "\(count)"])
    }
    let hidden = values.count - finite.count
    return Figure(
      title: title,
      graphic: drawing.markup(height: 196, title: "\(title): histogram of \(finite.count) texts"),
      notes: (hidden == 0 ? [] : ["\(hidden) texts have no finite value and are not drawn."])
        + outside.map { "The \($0.name), \($0.value), lies outside the scale." },
      table: table)
  }

  private func draw(_ counts: [Int], _ axis: CosineAxis, in drawing: inout Drawing) {
    let (left, right, top, bottom) = Self.frame
    let most = Axis(holding: [0, Double(max(1, counts.max() ?? 1))], ticks: 3)
    for tick in most.ticks where tick == tick.rounded() {
      let y = bottom - (bottom - top) * most.place(tick)
      drawing.line((left, y), (right, y), style: "rule")
      drawing.text(tick.fixed(0), x: left - 6, y: y + 4, anchor: .end)
    }
    let width = (right - left) / Double(counts.count)
    for (index, count) in counts.enumerated() where count > 0 {
      let height = (bottom - top) * most.place(Double(count))
      drawing.rectangle(
        x: left + Double(index) * width + 0.5, y: bottom - height, width: width - 1,
        height: height, style: "bar",
        title: "\(axis.edge(index)) to \(axis.edge(index + 1)): \(count)")
    }
    drawing.line((left, bottom), (right, bottom), style: "axis")
    for tick in axis.ticks(over: (right - left) / 7) {
      let x = left + (right - left) * tick.place
      drawing.line((x, bottom), (x, bottom + 4), style: "axis")
      drawing.text(tick.text, x: x, y: bottom + 18, anchor: .middle)
    }
    drawing.text("texts", x: 0, y: top - 12, style: "soft")
    drawing.text(
      "cosine, logarithmic towards 1", x: right + 10, y: bottom + 34, anchor: .end, style: "soft")
  }

  private static var frame: (Double, Double, Double, Double) { (left, right, top, bottom) }

  private func draw(
    _ mark: (name: String, value: Double), number: Int, _ axis: CosineAxis,
    in drawing: inout Drawing
  ) {
    let (left, right, top, bottom) = Self.frame
    let x = left + (right - left) * axis.place(mark.value)
    drawing.line((x, top - 4), (x, bottom), style: "mark")
    let isRight = x > (left + right) / 2
    drawing.text(
      mark.name, x: x + (isRight ? -5 : 5), y: top + 6 + 15 * Double(number),
      anchor: isRight ? .end : .start, style: "mark-label")
  }
}
