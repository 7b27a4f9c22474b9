import Model

/// The numbers that the format fixes.
public enum CrestLimits {
  /// The version this code writes: major.
  public static let majorVersion: UInt16 = 1
  /// The version this code writes: minor.
  public static let minorVersion: UInt16 = 0
  /// The size of the head in bytes.
  public static let headByteCount = 64
  /// The largest manifest in bytes.
  public static let manifestByteCount = 16 << 20
  /// The most memory a manifest may take when it is unpacked.
  static let unpackedByteCount = 64 << 20
  /// The most tensors.
  public static let tensorCount = 1 << 16
  /// The longest tensor name in bytes.
  public static let nameByteCount = 128
  /// The longest other string in bytes.
  public static let stringByteCount = 1 << 16
  /// The largest count, size or id.
  public static let count = Int(Int32.max)
  /// Every tensor begins at a multiple of this.
  public static let tensorAlignment = WeightLayout.partAlignment
  /// Experts and the token table begin at a multiple of this: a page of the largest page size.
  public static let pageAlignment = 16384
  /// The tensor that begins on a page though it belongs to no expert.
  public static let tokenTableName = "embeddings.token.weight"
  /// What the names of the tokenizer's tables begin with.
  public static let tokenizerPrefix = "tokenizer."
}
