/// How a vector is stored, by the names of sentence-transformers.
public enum VectorPrecision: String, Sendable, CaseIterable {
  /// IEEE binary32, as the model gives it.
  case float32
  /// IEEE binary16, to nearest, ties to even.
  case float16
  /// A signed byte for each component.
  case int8
  /// An unsigned byte for each component: that of `int8` and 128.
  case uint8
  /// A bit for each component, set where it is above 0, eight to a byte, the first the highest; the
  /// byte less 128, signed.
  case binary
  /// The bits of `binary`, the byte as it is.
  case ubinary

  /// Whether a component becomes one byte.
  public var isScalar: Bool { self == .int8 || self == .uint8 }

  /// Whether a component becomes one bit.
  public var isBinary: Bool { self == .binary || self == .ubinary }

  /// How many elements a vector of `count` components has.
  public func elementCount(of count: Int) -> Int { isBinary ? (count + 7) / 8 : count }

  /// How NumPy names the elements' type, in little-endian order.
  public var numPyType: String {
    switch self {
    case .float32: "<f4"
    case .float16: "<f2"
    case .int8, .binary: "|i1"
    case .uint8, .ubinary: "|u1"
    }
  }
}
