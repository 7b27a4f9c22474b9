/// A name that came from outside, such as a tensor's, a piece's, a prompt's, a document's or a JSON
/// key, compared, hashed and ordered by its bytes in UTF-8.
///
/// Swift's `==` on strings is canonical equivalence: to it U+03A9 is U+2126, and "é" is "e" with
/// U+0301. Model files and what reads them elsewhere tell these apart.
public struct Identifier: Hashable, Comparable, Sendable {
  /// The name.
  public let text: String

  /// Wraps a name.
  public init(_ text: some StringProtocol) { self.text = String(text) }

  /// Whether both have the same bytes.
  public static func == (left: Identifier, right: Identifier) -> Bool {
    left.text.hasSameBytes(as: right.text)
  }

  /// Whether the bytes of `left` come first.
  public static func < (left: Identifier, right: Identifier) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }

  /// Feeds the bytes.
  public func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { unsafe hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

extension Identifier: ExpressibleByStringLiteral, CustomStringConvertible {
  /// A name that the program knows.
  public init(stringLiteral value: String) { text = value }

  /// The name.
  public var description: String { text }
}

extension StringProtocol {
  /// Whether both texts have the same bytes in UTF-8; `==` is canonical equivalence.
  public func hasSameBytes(as other: some StringProtocol) -> Bool {
    utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
  }
}
