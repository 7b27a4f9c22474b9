extension String {
  /// The text with line breaks, escape codes and other control characters spelt out.
  ///
  /// Names and texts come from files: nothing in them may steer a terminal or begin a new line.
  package var escapingControlCharacters: String {
    guard unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
      return self
    }
    var text = ""
    for scalar in unicodeScalars {
      let isControl = scalar.properties.generalCategory == .control
      text += isControl ? scalar.escaped(asASCII: true) : String(scalar)
    }
    return text
  }
}
