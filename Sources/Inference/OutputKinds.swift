/// What is computed of a text beside its pooled vector, which always is.
public struct OutputKinds: OptionSet, Sendable {
  /// One bit for each kind.
  public let rawValue: Int

  /// Takes the bits as they are.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// A weight for every distinct token.
  public static let sparse = OutputKinds(rawValue: 1)
  /// A vector for every token but the first.
  public static let colbert = OutputKinds(rawValue: 2)
}
