/// What the classes `\p{L}`, `\p{N}` and `\s` of an expression match in HuggingFace `tokenizers` 0.23.
///
/// Swift's own properties are not used: they are those of this machine's Unicode version.
struct PatternScalars: Sendable {
  static let shared = PatternScalars()

  /// The class of a scalar; no scalar is of two.
  enum Kind: UInt8 {
    case other
    case letter
    case number
    case whiteSpace
  }

  private let kinds = ScalarRuns(PatternScalars.boundaries, shift: 2)
  /// The kinds of the ASCII scalars.
  private let ascii: [Kind]

  private init() {
    let runs = kinds
    ascii = (0..<0x80).map { PatternScalars.kind($0, runs) }
  }

  @inline(__always)
  subscript(scalar: UInt32) -> Kind {
    scalar < 0x80 ? ascii[Int(scalar)] : PatternScalars.kind(scalar, kinds)
  }

  private static func kind(_ scalar: UInt32, _ kinds: ScalarRuns) -> Kind {
    if UTF8Text.isWhiteSpace(scalar) { return .whiteSpace }
    switch kinds[scalar] {
    case 1: return .letter
    case 2: return .number
    default: return .other
    }
  }
}
