import Bytes

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
}

extension ConfigurationFile {
  /// The activation named by `key`; the tanh forms of GELU are other functions and refused.
  func activation(_ key: String) throws(ArchitectureError) -> Activation {
    let value = try required(key, "\"gelu\"")
    guard value.string == "gelu" else { throw wrong(key, expected: "\"gelu\"", found: value) }
    return .gelu
  }
}
