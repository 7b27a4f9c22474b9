import Base

extension Span where Element == UInt8 {
  /// The scalar that begins at `offset` and the offset after it.
  ///
  /// - Precondition: the bytes are valid UTF-8 and `offset` is the start of a scalar.
  @inline(__always)
  func scalar(at offset: Int) -> (value: UInt32, next: Int) {
    let first = UInt32(self[offset])
    if first < 0x80 { return (first, offset + 1) }
    let second = UInt32(self[offset + 1] & 0x3f)
    if first < 0xe0 { return ((first & 0x1f) << 6 | second, offset + 2) }
    let third = UInt32(self[offset + 2] & 0x3f)
    if first < 0xf0 { return ((first & 0x0f) << 12 | second << 6 | third, offset + 3) }
    let fourth = UInt32(self[offset + 3] & 0x3f)
    return ((first & 0x07) << 18 | second << 12 | third << 6 | fourth, offset + 4)
  }

  /// The scalar that ends before `offset`.
  ///
  /// - Precondition: the bytes are valid UTF-8 and `offset` is the start of a scalar, not the first.
  func scalar(before offset: Int) -> UInt32 {
    var start = offset - 1
    while start > 0, self[start] & 0xc0 == 0x80 { start -= 1 }
    return scalar(at: start).value
  }

  /// The end of `self[range]` without the white space there.
  ///
  /// - Precondition: the bytes are valid UTF-8.
  package func endWithoutWhiteSpace(_ range: Range<Int>) -> Int {
    var end = range.upperBound
    while end > range.lowerBound {
      var start = end - 1
      while start > range.lowerBound, self[start] & 0xc0 == 0x80 { start -= 1 }
      guard UTF8Text.isWhiteSpace(scalar(at: start).value) else { break }
      end = start
    }
    return end
  }

  /// The offset of the first sequence that is not UTF-8 (RFC 3629), `nil` if all is.
  package var firstInvalidUTF8: Int? {
    var offset = 0
    while offset < count {
      let first = self[offset]
      if first < 0x80 {
        offset += 1
        continue
      }
      guard let length = UTF8Text.length(ofSequenceBeginning: first), count - offset >= length
      else { return offset }
      guard UTF8Text.secondByteRange(after: first).contains(self[offset + 1]) else { return offset }
      for index in 2..<4 where index < length {
        guard self[offset + index] & 0xc0 == 0x80 else { return offset }
      }
      offset += length
    }
    return nil
  }
}

/// Facts about UTF-8 sequences.
enum UTF8Text {
  /// The length that a first byte promises, `nil` if no sequence begins so.
  static func length(ofSequenceBeginning byte: UInt8) -> Int? {
    switch byte {
    case 0..<0x80: 1
    case 0xc2..<0xe0: 2
    case 0xe0..<0xf0: 3
    case 0xf0..<0xf5: 4
    default: nil
    }
  }

  /// What may follow: no overlong forms, no surrogates, nothing above U+10FFFF.
  static func secondByteRange(after first: UInt8) -> ClosedRange<UInt8> {
    switch first {
    case 0xe0: 0xa0...0xbf
    case 0xed: 0x80...0x9f
    case 0xf0: 0x90...0xbf
    case 0xf4: 0x80...0x8f
    default: 0x80...0xbf
    }
  }

  static func append(_ scalar: UInt32, to bytes: inout [UInt8]) {
    if let scalar = Unicode.Scalar(scalar), let encoded = UTF8.encode(scalar) {
      bytes.append(contentsOf: encoded)
    }
  }

  /// `text[range]` in lower case, each scalar for itself.
  static func lowercased(_ text: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
    var lower: [UInt8] = []
    lower.reserveCapacity(range.count)
    var offset = range.lowerBound
    while offset < range.upperBound {
      let (scalar, next) = text.scalar(at: offset)
      offset = next
      if scalar == 0x130 {
        append(0x69, to: &lower)
        append(0x307, to: &lower)
      } else {
        append(BertScalars.shared.lowercase(scalar), to: &lower)
      }
    }
    return lower
  }

  /// Whether a scalar has the property White_Space (Unicode 6.3 and later).
  @inline(__always)
  static func isWhiteSpace(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x09...0x0d, 0x20, 0x85, 0xa0, 0x1680, 0x2000...0x200a, 0x2028, 0x2029, 0x202f, 0x205f,
      0x3000:
      true
    default: false
    }
  }
}

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
