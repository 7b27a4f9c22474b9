import Base

/// A piece of an HTML page that is also well-formed XML: every element is closed, every text escaped.
package struct Markup: Sendable, Equatable {
  package private(set) var text: String

  /// A text, escaped.
  package init(_ text: String) { self.text = Markup.escaped(text) }

  /// An element with attributes in their order and children in theirs.
  package init(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:],
    _ children: [Markup] = []
  ) {
    var text = "<\(name)"
    for (key, value) in attributes { text += " \(key)=\"\(Markup.escaped(value))\"" }
    // HTML allows no end tag for this one and requires one for every other that is used.
    let isVoid = "\(name)" == "meta"
    text += isVoid ? " />" : ">" + children.map(\.text).joined() + "</\(name)>"
    self.text = text
  }

  /// An element with a text in it.
  package init(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:], _ text: String
  ) {
    self.init(name, attributes, [Markup(text)])
  }

  /// A style sheet of our own, which must not be escaped.
  init(style: StaticString) { text = "<style>\(style)</style>" }

  /// The text with markup characters escaped; characters that XML forbids become U+FFFD.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      case "\t", "\n", "\r": escaped += " "
      case "\u{0}"..."\u{1f}", "\u{7f}"..."\u{9f}", "\u{fffe}", "\u{ffff}": escaped += "\u{fffd}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// Untrusted text, isolated in direction and truncated after `limit` scalars.
  package static func foreign(_ text: String, language: String? = nil, limit: Int = 280) -> Markup {
    var cut = ""
    var count = 0
    for character in text {
      count += character.unicodeScalars.count
      guard count <= limit else {
        cut += "…"
        break
      }
      cut.append(character)
    }
    if let language, isTag(language) {
      return Markup("bdi", ["lang": language, "dir": "auto"], cut)
    }
    return Markup("bdi", ["dir": "auto"], cut)
  }

  /// Whether a text looks like a language tag: letters, digits and hyphens, at most 35.
  private static func isTag(_ text: String) -> Bool {
    (2...35).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        (0x61...0x7a).contains($0 | 0x20) || (0x30...0x39).contains($0) || $0 == 0x2d
      }
  }
}

/// Figures in rows and columns.
package struct DataTable: Sendable, Equatable {
  /// What the table shows, for screen readers.
  package let caption: String
  package let header: [String]
  /// The rows; the first cell of each is its name.
  package private(set) var rows: [[Markup]] = []

  package init(_ caption: String, header: [String]) {
    self.caption = caption
    self.header = header
  }

  package mutating func append(_ row: [String]) { rows.append(row.map { Markup($0) }) }

  package mutating func append(_ row: [Markup]) { rows.append(row) }

  /// The table, in a box that scrolls where it is too wide; shadows show on which side there is more.
  package var markup: Markup {
    let head = Markup("tr", [:], header.map { Markup("th", ["scope": "col"], $0) })
    let body = rows.map { row in
      Markup(
        "tr", [:],
        row.enumerated().map { index, cell in
          index == 0 ? Markup("th", ["scope": "row"], [cell]) : Markup("td", [:], [cell])
        })
    }
    let table = Markup(
      "table", [:],
      [
        Markup("caption", ["class": "hidden"], caption), Markup("thead", [:], [head]),
        Markup("tbody", [:], body),
      ])
    return Markup(
      "div", ["class": "scroll", "role": "region", "tabindex": "0", "aria-label": caption], [table])
  }
}

/// A graphic with a heading, what it means, and the same figures as a table.
package struct Figure: Sendable, Equatable {
  let title: String
  let graphic: Markup
  let notes: [String]
  let table: DataTable

  /// The figure as a card of the page.
  package var markup: Markup {
    Markup(
      "figure", ["class": "card"],
      [Markup("figcaption", [:], [Markup("h3", [:], title)]), graphic]
        + notes.map { Markup("p", ["class": "note"], $0) }
        + [
          Markup("details", [:], [Markup("summary", [:], "The same as a table"), table.markup])
        ])
  }

  /// A card in place of a figure for which nothing was measured.
  package static func missing(_ title: String, because reason: String) -> Markup {
    Markup(
      "section", ["class": "card"],
      [Markup("h3", [:], title), Markup("p", ["class": "note"], "Not measured: \(reason)")])
  }
}
