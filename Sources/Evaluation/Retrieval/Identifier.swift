/// The name of a query or a document.
///
/// Names are their bytes: other than strings, two that only look alike are two, and the order is
/// that of C's `strcmp`, as in trec_eval.
public struct Identifier: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The name as it is written.
  public let text: String

  /// Takes a name as it is.
  public init(_ text: String) { self.text = text }

  /// The name as it is written.
  public var description: String { text }

  /// Whether the bytes are the same.
  public static func == (left: Identifier, right: Identifier) -> Bool {
    left.text.utf8.elementsEqual(right.text.utf8)
  }

  /// Whether the first byte that differs is smaller.
  public static func < (left: Identifier, right: Identifier) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }

  /// Hashes the bytes.
  public func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
    hasher.combine(UInt8(0xff))
  }

  /// FNV-1a of the bytes, 64 bits.
  var shortHash: UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}
