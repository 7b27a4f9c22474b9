/// What BERT's normalizer and pre-tokenizer of HuggingFace `tokenizers` 0.23 do with a scalar.
///
/// Neither Swift's own properties nor a copy of the Unicode database is used: the reference mixes
/// tables of several Unicode versions, and token ids must not depend on this machine's.
struct BertScalars: Sendable {
  static let shared = BertScalars()

  /// What one scalar is.
  struct Properties {
    let bits: UInt32

    /// Deleted by cleaning.
    var isControl: Bool { bits & 16 != 0 }
    /// Ends a word, and becomes U+0020 by cleaning unless it is a control.
    var isWhiteSpace: Bool { bits & 32 != 0 }
    /// Gets a space on either side where ideographs are separated.
    var isIdeograph: Bool { bits & 64 != 0 }
    /// A word of its own.
    var isPunctuation: Bool { bits & 128 != 0 }
    /// Has a decomposition of which a part is no mark.
    var decomposes: Bool { bits & 256 != 0 }
    /// What stripping accents does with it, itself being no decomposition.
    var combining: Combining { Combining(rawValue: UInt8(truncatingIfNeeded: bits & 15)) }
  }

  /// The place of a scalar in canonical ordering, as far as it matters without nonspacing marks.
  struct Combining: RawRepresentable, Equatable {
    let rawValue: UInt8

    /// Stays, and nothing moves across it.
    static let starter = Combining(rawValue: 0)
    /// Is removed, and nothing moves across it.
    static let startingMark = Combining(rawValue: 1)
    /// Is removed without a trace.
    static let mark = Combining(rawValue: 2)
    /// One more than the highest rank of those that stay and move after lower ranks, from 3 on.
    static let rankEnd: UInt8 = 15
  }

  private let properties = ScalarRuns(BertScalars.boundaries, shift: 11)

  private init() {}

  @inline(__always)
  subscript(scalar: UInt32) -> Properties { Properties(bits: properties[scalar]) }

  /// Lower case, for all but U+0130, whose lower case is two scalars.
  @inline(__always)
  func lowercase(_ scalar: UInt32) -> UInt32 {
    if scalar < 0x80 { return (0x41...0x5a).contains(scalar) ? scalar + 32 : scalar }
    let cases = BertScalars.cases
    guard let run = BertScalars.run(before: scalar, in: cases) else { return scalar }
    let header = cases[2 * run]
    let distance = scalar - header >> 11
    let shift = header & 1
    guard distance >> shift <= header >> 1 & 0x3ff, distance & shift == 0 else { return scalar }
    return scalar &+ cases[2 * run + 1]
  }

  /// The one scalar that is no mark in the decomposition of `scalar`, `nil` if there are several.
  @inline(__always)
  func base(of scalar: UInt32) -> UInt32? {
    let bases = BertScalars.bases
    guard let run = BertScalars.run(before: scalar, in: bases) else { return nil }
    let distance = scalar - bases[2 * run] >> 11
    guard distance <= bases[2 * run] & 0x7ff else { return nil }
    let target = bases[2 * run + 1]
    return target >> 1 + (target & 1) * distance
  }

  /// The scalars that are no marks in a decomposition into several; 0 where there is no third.
  func sequence(of scalar: UInt32) -> (UInt32, UInt32, UInt32)? {
    if (0xac00..<0xd7a4).contains(scalar) {
      let index = scalar - 0xac00
      let last = index % 28
      return (0x1100 + index / 588, 0x1161 + index % 588 / 28, last == 0 ? 0 : 0x11a7 + last)
    }
    let sequences = BertScalars.sequences
    for index in stride(from: 0, to: sequences.count, by: 4) where sequences[index] == scalar {
      return (sequences[index + 1], sequences[index + 2], sequences[index + 3])
    }
    return nil
  }

  /// The last run of two words whose first scalar is not after `scalar`.
  @inline(__always)
  private static func run(before scalar: UInt32, in runs: [UInt32]) -> Int? {
    var low = 0
    var high = runs.count / 2
    while low < high {
      let middle = (low + high) / 2
      if runs[2 * middle] >> 11 <= scalar { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : low - 1
  }
}
