/// The 256 characters that byte-level vocabularies write the bytes of a text as: the printable
/// characters of Latin-1 stand for their own value, those from U+0100 on for the other values in turn.
///
/// Source: openai/gpt-2 `encoder.py`, `bytes_to_unicode`.
package enum ByteAlphabet {
  /// The character of each byte, `[256]`.
  package static let characters: [Unicode.Scalar] = {
    var next: UInt32 = 0x100
    return (0..<256).map { (byte: UInt32) in
      let isPrintable = [0x21...0x7e, 0xa1...0xac, 0xae...0xff].contains { $0.contains(byte) }
      if !isPrintable { next += 1 }
      return Unicode.Scalar(isPrintable ? byte : next - 1) ?? "\u{fffd}"
    }
  }()

  /// The byte of each character from U+0000 on; -1 for a character that stands for none.
  private static let values: [Int16] = {
    var values = [Int16](repeating: -1, count: 0x144)
    for (byte, character) in characters.enumerated() { values[Int(character.value)] = Int16(byte) }
    return values
  }()

  /// The bytes that a text stands for; `nil` if one of its characters stands for none.
  static func bytes(of text: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    for scalar in text.unicodeScalars {
      let value = Int(scalar.value)
      guard value < values.count, values[value] >= 0 else { return nil }
      bytes.append(UInt8(truncatingIfNeeded: values[value]))
    }
    return bytes
  }
}
