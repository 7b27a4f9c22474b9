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
}

/// Where a text stops being UTF-8.
package struct InvalidUTF8: Error, Equatable {
  /// The offset of the first wrong byte.
  package let byteOffset: Int
}

/// A name that came from outside, such as a tensor's, a piece's, a prompt's, a document's or a JSON
/// key, compared, hashed and ordered by its bytes in UTF-8.
///
/// Swift's `==` on strings is canonical equivalence: to it U+03A9 is U+2126, and "é" is "e" with
/// U+0301. Model files and what reads them elsewhere tell these apart.
package struct Identifier: Hashable, Comparable, Sendable {
  package let text: String

  /// Wraps a name.
  package init(_ text: some StringProtocol) { self.text = String(text) }

  /// Whether both have the same bytes.
  package static func == (left: Identifier, right: Identifier) -> Bool {
    left.text.hasSameBytes(as: right.text)
  }

  /// Whether the bytes of `left` come first.
  package static func < (left: Identifier, right: Identifier) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }

  /// Feeds the bytes.
  package func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { unsafe hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

extension Identifier: ExpressibleByStringLiteral, CustomStringConvertible {
  /// A name that the program knows.
  package init(stringLiteral value: String) { text = value }

  package var description: String { text }
}

extension StringProtocol {
  /// Whether both texts have the same bytes in UTF-8; `==` is canonical equivalence.
  @inlinable package func hasSameBytes(as other: some StringProtocol) -> Bool {
    utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
  }
}
