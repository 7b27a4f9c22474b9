import Base

/// A precompiled character map: u32 byte count of a double array, the double array, and the
/// replacement texts, each ended by a NUL, that its values point at.
///
/// Source of the rules: huggingface/spm_precompiled and tokenizers `normalizers/precompiled.rs`.
package enum CharacterMap {
  /// No replacement text exceeds this.
  static let maximumReplacementByteCount = 1024

  /// The bytes of the double array; 0 for an empty map.
  static func trieByteCount(of region: ByteRegion) -> Int {
    region.withByteSpan { $0.count >= 4 ? byteCount($0) : 0 }
  }

  private static func byteCount(_ bytes: Span<UInt8>) -> Int {
    Int(bytes[0]) | Int(bytes[1]) << 8 | Int(bytes[2]) << 16 | Int(bytes[3]) << 24
  }

  /// What is wrong with a map that is not empty, `nil` if nothing is.
  package static func problem(in bytes: Span<UInt8>) -> (expected: String, found: String)? {
    guard bytes.count >= 9 else { return ("at least 9 bytes", "\(bytes.count)") }
    let size = byteCount(bytes)
    guard size >= 4, size % 4 == 0, size < bytes.count - 4 else {
      return ("a trie of 4 to \(bytes.count - 5) bytes in units of 4", "\(size) bytes")
    }
    let texts = bytes.extracting((4 + size)...)
    guard texts[texts.count - 1] == 0 else {
      return ("a NUL after the last replacement", "byte \(texts[texts.count - 1])")
    }
    var begin = 0
    for index in texts.indices where texts[index] == 0 {
      guard index - begin <= maximumReplacementByteCount else {
        return (
          "replacements of at most \(maximumReplacementByteCount) bytes", "\(index - begin) bytes"
        )
      }
      begin = index + 1
    }
    if let offset = texts.firstInvalidUTF8 {
      return ("replacements in UTF-8", "an invalid sequence at byte \(4 + size + offset)")
    }
    return nil
  }

  /// Where the replacement lies that belongs to the shortest key that `text[range]` begins with.
  @inline(__always)
  static func replacement(
    for text: Span<UInt8>, _ range: Range<Int>, units: Span<UInt32>, texts: Span<UInt8>
  ) -> Range<Int>? {
    guard units.count > 0 else { return nil }
    var walk = TrieWalk(from: DoubleArray.offset(units[0]))
    for index in range {
      let begin: Int
      switch walk.step(text[index], units) {
      case .end: return nil
      case .inner: continue
      case .key(let value): begin = value
      }
      guard begin < texts.count, texts[begin] & 0xc0 != 0x80 else { return nil }
      var end = begin
      while end < texts.count, texts[end] != 0 { end += 1 }
      return begin..<end
    }
    return nil
  }
}
