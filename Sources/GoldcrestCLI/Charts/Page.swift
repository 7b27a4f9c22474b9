/// A page that needs nothing but itself: no script, no font, no picture of elsewhere.
public struct Page: Sendable {
  private let title: String
  private var body: [Markup] = []

  /// A page without content.
  public init(title: String) { self.title = title }

  /// Adds a piece.
  public mutating func append(_ piece: Markup) { body.append(piece) }

  /// Adds a heading and cards side by side where the screen is wide enough.
  public mutating func append(_ heading: String, _ cards: [Markup]) {
    body.append(
      Markup(
        "section", [:],
        [Markup("h2", [:], heading), Markup("div", ["class": "grid"], cards)]))
  }

  /// The whole file.
  public var text: String {
    let head = Markup(
      "head", [:],
      [
        Markup("meta", ["charset": "utf-8"]),
        Markup("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
        // Texts of strangers stand on the page: whatever they smuggle in, nothing is loaded or run.
        Markup(
          "meta",
          [
            "http-equiv": "Content-Security-Policy",
            "content": "default-src 'none'; style-src 'unsafe-inline'",
          ]),
        Markup("meta", ["name": "color-scheme", "content": "light dark"]),
        Markup("title", [:], title), Markup(style: Page.style),
      ])
    let html = Markup(
      "html", ["lang": "en"], [head, Markup("body", [:], [Markup("main", [:], body)])])
    return "<!DOCTYPE html>\n\(html.text)\n"
  }
}
