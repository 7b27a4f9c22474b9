extension String {
  /// The text of bytes that must be UTF-8; else the offset of the first wrong byte.
  package static func checked(utf8 bytes: some Sequence<UInt8>) -> Result<String, InvalidUTF8> {
    let bytes = Array(bytes)
    if let text = String(validating: bytes, as: UTF8.self) { return .success(text) }
    var iterator = bytes.makeIterator()
    var parser = Unicode.UTF8.ForwardParser()
    var offset = 0
    while case .valid(let scalar) = parser.parseScalar(from: &iterator) { offset += scalar.count }
    return .failure(InvalidUTF8(byteOffset: offset))
  }

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

/// Where a text stops being UTF-8.
package struct InvalidUTF8: Error, Equatable {
  /// The offset of the first wrong byte.
  package let byteOffset: Int
}
