/// A name that is its bytes: of a tensor, a token, a prompt, a JSON key, a query or a document.
///
/// Swift's strings are equal if they are canonically equivalent (U+03A9 and U+2126). Names that only
/// look alike are two, and the order is that of C's `strcmp`, as in trec_eval.
public struct Identifier: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The name as it is written.
  public let text: String

  /// A name as it is written.
  public init(_ text: String) { self.text = text }

  /// The name as it is written.
  public var description: String { text }

  /// Whether the bytes are the same.
  public static func == (left: Identifier, right: Identifier) -> Bool {
    left.text.hasSameBytes(as: right.text)
  }

  /// Whether the first byte that differs is smaller.
  public static func < (left: Identifier, right: Identifier) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }

  /// Hashes the bytes.
  public func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { unsafe hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    hasher.combine(UInt8(0xff))
  }
}

extension String {
  /// Whether both texts are the same bytes; `==` takes canonically equivalent ones for equal.
  package func hasSameBytes(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }

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
