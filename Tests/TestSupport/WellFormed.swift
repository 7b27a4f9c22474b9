/// Checks that a text is well-formed XML, as far as our pages use it: elements, attributes in double
/// quotes, the five named and the numbered character references.
package enum WellFormed {
  /// What is wrong first; `nil` if nothing is.
  package static func problem(of text: String) -> String? {
    var rest = Substring(text)
    if rest.hasPrefix("<!DOCTYPE html>\n") { rest = rest.dropFirst("<!DOCTYPE html>\n".count) }
    var open: [Substring] = []
    while let bracket = rest.firstIndex(of: "<") {
      if let problem = problem(ofText: rest[..<bracket]) { return problem }
      guard let end = rest[bracket...].firstIndex(of: ">") else { return "a tag without an end" }
      var tag = rest[rest.index(after: bracket)..<end]
      rest = rest[rest.index(after: end)...]
      if tag.first == "/" {
        guard let last = open.popLast(), last == tag.dropFirst() else {
          return "</\(tag.dropFirst())> closes \(open.last ?? "nothing")"
        }
        continue
      }
      let isClosed = tag.last == "/"
      if isClosed { tag = tag.dropLast() }
      let name = tag.prefix { $0.isLetter || $0.isNumber }
      guard !name.isEmpty else { return "<\(tag)> has no name" }
      if let problem = problem(ofAttributes: tag.dropFirst(name.count), of: name) { return problem }
      if !isClosed { open.append(name) }
    }
    if let last = open.last { return "\(last) is never closed" }
    return rest.allSatisfy(\.isNewline) ? nil : "text behind the end"
  }

  private static func problem(ofAttributes text: Substring, of name: Substring) -> String? {
    var rest = text.drop { $0 == " " }
    var names: Set<Substring> = []
    while !rest.isEmpty {
      let key = rest.prefix { $0.isLetter || $0.isNumber || $0 == "-" }
      guard !key.isEmpty, names.insert(key).inserted else { return "<\(name)>: \(rest.prefix(20))" }
      rest = rest.dropFirst(key.count)
      guard rest.hasPrefix("=\"") else { return "<\(name) \(key)> has no value" }
      rest = rest.dropFirst(2)
      guard let quote = rest.firstIndex(of: "\"") else { return "<\(name) \(key)> never ends" }
      if rest[..<quote].contains("<") { return "< in <\(name) \(key)>" }
      if let problem = problem(ofText: rest[..<quote]) { return problem }
      rest = rest[rest.index(after: quote)...].drop { $0 == " " }
    }
    return nil
  }

  private static func problem(ofText text: Substring) -> String? {
    for scalar in text.unicodeScalars where scalar.value < 0x20 && scalar != "\n" {
      return "the control character \(scalar.value)"
    }
    for part in text.split(separator: "&", omittingEmptySubsequences: false).dropFirst() {
      let name = part.prefix { $0 != ";" }
      guard name.count < part.count, ["amp", "lt", "gt", "quot", "#39"].contains(name) else {
        return "&\(part.prefix(8))"
      }
    }
    return nil
  }
}
