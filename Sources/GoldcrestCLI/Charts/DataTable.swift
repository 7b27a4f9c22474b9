/// Figures in rows and columns.
public struct DataTable: Sendable, Equatable {
  /// What the table shows, for those who do not see where it stands.
  public let caption: String
  /// The names of the columns.
  public let header: [String]
  /// The rows; the first cell names the row, the others are figures.
  public private(set) var rows: [[Markup]] = []

  /// A table without rows.
  public init(_ caption: String, header: [String]) {
    self.caption = caption
    self.header = header
  }

  /// Adds a row of texts.
  public mutating func append(_ row: [String]) { rows.append(row.map { Markup($0) }) }

  /// Adds a row.
  public mutating func append(_ row: [Markup]) { rows.append(row) }

  /// The table, in a box that scrolls where it is too wide.
  public var markup: Markup {
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
    return Markup("div", ["class": "scroll"], [table])
  }
}
