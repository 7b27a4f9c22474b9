import Base

/// The sizes that every architecture has, under its own keys.
///
/// The ranges are far beyond any real model and small enough that no product of them overflows.
struct GraphSizes {
  static let vocabularyRange = 1...1 << 24
  static let positionRange = 1...1 << 24
  static let tokenTypeRange = 1...1 << 16
  static let expertRange = 1...1 << 10

  let hidden: Int
  let layers: Int
  let heads: Int
  let feedForward: Int

  init(
    _ source: ConfigurationFile, hidden: String, layers: String, heads: String, feedForward: String
  ) throws(ArchitectureError) {
    self.hidden = try source.integer(hidden, in: 1...1 << 16)
    self.layers = try source.integer(layers, in: 1...1 << 10)
    self.heads = try source.integer(heads, in: 1...1 << 16)
    self.feedForward = try source.integer(feedForward, in: 1...1 << 20)
    guard self.hidden % self.heads == 0 else {
      throw source.wrong(
        heads, expected: "a divisor of \(hidden) \(self.hidden)", found: .integer(self.heads))
    }
  }

  /// Rotary positions turn the halves of a head against each other.
  func checkRotation(_ source: ConfigurationFile, heads key: String) throws(ArchitectureError) {
    guard hidden / heads % 2 == 0 else {
      throw .value(
        file: source.file, key: key, expected: "heads of an even size, as their halves are rotated",
        found: "heads of \(hidden / heads)")
    }
  }
}
