import Base

/// A title and the rows under it, of a report for a person.
struct ReportSection {
  let title: String
  private var table = TextTable(leftColumns: 2)
  private var isEmpty = true

  init(_ title: String) { self.title = title }

  mutating func append(_ label: String, _ value: String?) {
    guard let value else { return }
    table.append("  " + label.escapingControlCharacters, value.escapingControlCharacters)
    isEmpty = false
  }

  /// The section with its title; `nil` if it has no rows.
  var text: String? { isEmpty ? nil : "\(title)\n\(table.text)" }
}
