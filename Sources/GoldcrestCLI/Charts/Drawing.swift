import Base

/// A vector graphic, drawn shape by shape; all coordinates are finite.
///
/// It is always `Drawing.width` units wide, which is the width of a phone: text of 12 units is readable
/// there and scales up on a wider screen.
struct Drawing {
  static let width = 360.0

  /// The part of a text that is placed at a point.
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

  /// The graphic, with the title that a screen reader reads.
  func markup(height: Double, title: String) -> Markup {
    Markup(
      "svg",
      [
        "role": "img", "viewBox": "0 0 \(Drawing.text(Drawing.width)) \(Drawing.text(height))",
        "aria-label": title,
      ], [Markup("title", [:], title)] + shapes)
  }

  /// A coordinate with at most two decimals.
  ///
  /// - Precondition: it is finite; other values are reported in words, never drawn.
  private static func text(_ value: Double) -> String {
    precondition(value.isFinite, "a coordinate that is not finite")
    var text = value.fixed(2)
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text
  }
}

/// A scale with round numbers at its ticks.
struct Axis {
  let lower: Double
  let upper: Double
  /// The distance between two ticks: 1, 2 or 5 times a power of ten.
  let step: Double
  /// The decimals that tell ticks apart.
  let digits: Int

  /// A scale that covers `values` and begins and ends at a tick, with about `count` of them.
  ///
  /// - Precondition: `values` are finite.
  init(holding values: [Double], ticks count: Int = 4) {
    let (least, most) = (values.min() ?? 0, values.max() ?? 0)
    // All values may be equal, or differ only by rounding.
    let span = max(most - least, 1e-6, most.magnitude * 1e-9)
    let rough = span / Double(count)
    var (step, digits) = (1.0, 0)
    while step < rough { step *= 10 }
    while step / 10 >= rough { (step, digits) = (step / 10, digits + 1) }
    for part in [5.0, 2] where step / part >= rough {
      if step <= 1 { digits += 1 }
      step /= part
      break
    }
    let first = (least / step + 1e-9).rounded(.down) * step
    let last = (most / step - 1e-9).rounded(.up) * step
    let isPoint = last - first < step / 2
    self.step = step
    self.digits = digits
    // A single value lies at the upper end, as a cosine of 1 does, and zero at the lower one.
    lower = isPoint && most > 0 ? first - step : first
    upper = isPoint && most <= 0 ? last + step : last
  }

  var ticks: [Double] {
    let count = Int(((upper - lower) / step).rounded())
    return (0...count).map { lower + Double($0) * step }
  }

  func text(_ value: Double) -> String { value.fixed(digits) }

  /// The place of `value` on a scale from 0 to 1; values outside are clamped.
  func place(_ value: Double) -> Double { min(1, max(0, (value - lower) / (upper - lower))) }
}
