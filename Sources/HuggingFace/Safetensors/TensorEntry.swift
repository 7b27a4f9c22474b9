public import Model

/// A tensor of a file of weights, as the checked header or pickle describes it.
public struct TensorEntry: Sendable, Equatable {
  /// The tensor's name.
  public let name: String
  /// The type of one element.
  public let elementType: ElementType
  /// The size of each dimension, outermost first; empty for a scalar.
  public let shape: [Int]
  /// Where the tensor's bytes begin, counted from the start of the file.
  public let fileOffset: Int
  /// How many bytes it occupies.
  public let byteCount: Int
  /// How many elements it has.
  public let elementCount: Int

  /// The tensor's bytes as a range of the file.
  public var fileRange: Range<Int> { fileOffset..<fileOffset + byteCount }
}
