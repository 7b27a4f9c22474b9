import Base

/// The width that tensors of some names get, in place of what the scheme says.
public struct TensorWidthRule: Sendable, Hashable, CustomStringConvertible {
  /// Bits of a weight.
  public enum Width: String, Sendable, Hashable, CaseIterable {
    /// 8 bits.
    case int8
    /// 4 bits, with a scale for 32 weights.
    case int4
    /// 3 bits, with a scale for 32 weights; the token table gets 4.
    case int3
  }

  /// A shell pattern for names, such as `layers.*.attention.*`.
  public let pattern: String
  /// What they get.
  public let width: Width

  /// Takes both as they are.
  public init(pattern: String, width: Width) {
    self.pattern = pattern
    self.width = width
  }

  /// Whether a tensor's name fits the pattern.
  public func matches(_ name: String) -> Bool { unsafe fnmatch(pattern, name, 0) == 0 }

  /// `pattern=width`, as users write it.
  public var description: String { "\(pattern)=\(width.rawValue)" }
}
