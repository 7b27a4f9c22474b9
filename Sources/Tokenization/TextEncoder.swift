/// Turns a text into ids; one for each kind of tokenizer.
protocol TextEncoder: Sendable {
  /// The ids of `text`, which is valid UTF-8, without the special ones around it; at most `limit` are
  /// kept.
  func encode(
    _ text: Span<UInt8>, addedTokens: AddedTokenMatcher, limit: Int
  ) -> TokenCollector
}
