/// What to do with a text that has more tokens than fit.
public enum OverflowPolicy: String, Sendable, Hashable, CaseIterable {
  /// Keep the first ones and count the rest.
  case truncate
  /// Refuse the text.
  case error
}

/// The token ids of one text.
public struct Encoding: Sendable, Equatable {
  /// The ids, the special ones around the text included.
  public let ids: [Int32]
  /// How many ids of the text did not fit.
  public let droppedTokenCount: Int
}
