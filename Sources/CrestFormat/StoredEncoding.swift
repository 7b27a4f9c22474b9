public import Model

/// How a tensor of a `.crest` file is stored: a weight encoding, or a table of plain integers.
public enum StoredEncoding: String, Sendable, Hashable, CaseIterable {
  /// IEEE binary32, row-major.
  case f32
  /// IEEE binary16, row-major.
  case f16
  /// A matrix of 8-bit integers in kernel order.
  case int8
  /// A matrix of 4-bit integers in kernel order.
  case int4
  /// A matrix of 3-bit integers in kernel order.
  case int3
  /// A lookup table of 8-bit integers.
  case tableInt8 = "table_int8"
  /// A lookup table of 4-bit integers.
  case tableInt4 = "table_int4"
  /// Plain bytes, one dimension.
  case u8
  /// Plain little-endian 32-bit words, one dimension.
  case u32

  /// The stored form of a weight encoding.
  public init(_ weight: WeightEncoding) {
    self =
      switch weight {
      case .f32: .f32
      case .f16: .f16
      case .int8: .int8
      case .int4: .int4
      case .int3: .int3
      case .tableInt8: .tableInt8
      case .tableInt4: .tableInt4
      }
  }

  /// The weight encoding, `nil` for plain integers.
  public var weight: WeightEncoding? { WeightEncoding(rawValue: rawValue) }
}
