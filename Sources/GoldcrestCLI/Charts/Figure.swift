/// A graphic with a heading, what it means, and the same figures as a table.
public struct Figure: Sendable, Equatable {
  let title: String
  let graphic: Markup
  let notes: [String]
  let table: DataTable

  /// The figure as a card of the page.
  public var markup: Markup {
    Markup(
      "figure", ["class": "card"],
      [Markup("figcaption", [:], [Markup("h3", [:], title)]), graphic]
        + notes.map { Markup("p", ["class": "note"], $0) }
        + [
          Markup(
            "details", [:], [Markup("summary", [:], "The same as a table"), table.markup])
        ])
  }

  /// A card in place of a figure for which nothing was measured.
  public static func missing(_ title: String, because reason: String) -> Markup {
    Markup(
      "section", ["class": "card"],
      [Markup("h3", [:], title), Markup("p", ["class": "note"], "Not measured: \(reason)")])
  }
}
