import Base

/// A vector graphic, drawn shape by shape; all coordinates are finite.
///
/// It is `Drawing.width` units wide whatever the screen is: as wide as a phone, so that 12 units are
/// text of a readable size there, and larger on a wider screen.
struct Drawing {
  /// The width of every drawing.
  static let width = 360.0

  /// The sides of a text that a point stands for.
  enum Anchor: String {
    case start, middle, end
  }

  private var shapes: [Markup] = []

  mutating func rectangle(
    x: Double, y: Double, width: Double, height: Double, style: String, opacity: Double? = nil,
    title: String? = nil
  ) {
    let children = title.map { [Markup("title", [:], $0)] } ?? []
    let (x, y, width, height) = (
      Drawing.text(x), Drawing.text(y), Drawing.text(width), Drawing.text(height)
    )
    if let opacity {
      shapes.append(
        Markup(
          "rect",
          [
            "class": style, "x": x, "y": y, "width": width, "height": height,
            "fill-opacity": Drawing.text(opacity),
          ], children))
    } else {
      shapes.append(
        Markup(
          "rect", ["class": style, "x": x, "y": y, "width": width, "height": height], children))
    }
  }

  mutating func line(_ from: (x: Double, y: Double), _ to: (x: Double, y: Double), style: String) {
    shapes.append(
      Markup(
        "line",
        [
          "class": style, "x1": Drawing.text(from.x), "y1": Drawing.text(from.y),
          "x2": Drawing.text(to.x), "y2": Drawing.text(to.y),
        ]))
  }

  mutating func path(_ points: [(x: Double, y: Double)], style: String) {
    let text = points.map { "\(Drawing.text($0.x)),\(Drawing.text($0.y))" }.joined(separator: " ")
    shapes.append(Markup("polyline", ["class": style, "points": text]))
  }

  mutating func dot(x: Double, y: Double, style: String, title: String) {
    shapes.append(
      Markup(
        "circle", ["class": style, "cx": Drawing.text(x), "cy": Drawing.text(y), "r": "3.5"],
        [Markup("title", [:], title)]))
  }

  mutating func text(
    _ text: String, x: Double, y: Double, anchor: Anchor = .start, style: String = "label"
  ) {
    shapes.append(
      Markup(
        "text",
        [
          "class": style, "x": Drawing.text(x), "y": Drawing.text(y),
          "text-anchor": anchor.rawValue,
        ], text))
  }

  /// The graphic with what a screen reader says of it.
  func markup(height: Double, title: String) -> Markup {
    Markup(
      "svg",
      [
        "role": "img", "viewBox": "0 0 \(Drawing.text(Drawing.width)) \(Drawing.text(height))",
        "aria-label": title,
      ], [Markup("title", [:], title)] + shapes)
  }

  /// A coordinate with at most two digits behind the point.
  ///
  /// - Precondition: it is finite; what is not is told in words, never drawn.
  private static func text(_ value: Double) -> String {
    precondition(value.isFinite, "a coordinate that is not finite")
    var text = value.fixed(2)
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text
  }
}
