/// How a weight is stored in a `.crest` file.
public enum WeightEncoding: String, Sendable, Hashable, CaseIterable {
  /// IEEE binary32, row-major.
  case f32
  /// IEEE binary16, row-major.
  case f16
  /// 8-bit integers with one scale per output row, in kernel order.
  case int8
  /// 4-bit integers with an integer scale per 32 and one scale per output row, in kernel order.
  case int4
  /// 3-bit integers with an integer scale per 32 and one scale per output row, in kernel order.
  case int3
  /// A lookup table of 8-bit integers with one scale per row, row-major.
  case tableInt8 = "table_int8"
  /// A lookup table of 4-bit integers with an integer scale per 32 and one scale per row.
  case tableInt4 = "table_int4"

  /// The bits of one stored value, scales left out.
  public var bitCount: Int {
    switch self {
    case .f32: 32
    case .f16: 16
    case .int8, .tableInt8: 8
    case .int4, .tableInt4: 4
    case .int3: 3
    }
  }

  /// Whether it stores matrices of integers in kernel order.
  public var isKernelOrder: Bool { self == .int8 || self == .int4 || self == .int3 }

  /// What the scale of 32 integers is at most; `nil` without such scales.
  ///
  /// An integer times its scale fits 8 bits: -8 x 15 and -4 x 31.
  public var largestGroupScale: Int? {
    switch self {
    case .int4, .tableInt4: 15
    case .int3: 31
    case .f32, .f16, .int8, .tableInt8: nil
    }
  }
}

/// The user's choice for a whole model: `--quantize`.
public enum QuantizationScheme: String, Sendable, Hashable, CaseIterable {
  /// Weights as binary32.
  case none
  /// Weights as binary16.
  case f16
  /// Weights and token table as 8-bit integers.
  case int8
  /// Experts, feed-forward and token table as 4-bit integers, attention as 8-bit integers.
  case int4

  /// Whether matrices are stored as integers.
  public var isQuantized: Bool { self == .int8 || self == .int4 }

  /// Reads a name as users write it: any case, `q8_0` and `q4_0` as aliases.
  public init?(name: String) {
    switch name.lowercased() {
    case "none", "f32", "fp32": self = .none
    case "f16", "fp16": self = .f16
    case "int8", "q8_0", "q8": self = .int8
    case "int4", "q4_0", "q4": self = .int4
    default: return nil
    }
  }
}
