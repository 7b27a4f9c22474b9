/// Bytes that must be UTF-8.
enum UTF8Check {
  /// The text of `bytes`.
  ///
  /// - Throws: `CommandLineError.invalidUTF8` with the offset of the first wrong byte in `bytes`.
  static func string(_ bytes: [UInt8], place: String) throws(CommandLineError) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    throw .invalidUTF8(place: place, byteOffset: firstInvalid(bytes))
  }

  private static func firstInvalid(_ bytes: [UInt8]) -> Int {
    var iterator = bytes.makeIterator()
    var parser = Unicode.UTF8.ForwardParser()
    var offset = 0
    while case .valid(let scalar) = parser.parseScalar(from: &iterator) { offset += scalar.count }
    return offset
  }
}
