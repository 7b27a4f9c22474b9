package import Base
import Kernels

/// A JSON object of a model folder, read key by key with errors that name file and key.
typealias ConfigurationFile = JSONCursor<HuggingFaceError>

extension HuggingFaceError: JSONFieldError {
  package init(_ refusal: JSONRefusal) {
    guard let found = refusal.found else {
      self = .missingKey(file: refusal.file, key: refusal.path, expected: refusal.expected)
      return
    }
    self = .value(
      file: refusal.file, key: refusal.path, expected: refusal.expected,
      found: refusal.description ?? found.words(limit: 60))
  }
}

extension ConfigurationFile {
  /// The members of what has been read as an object.
  var fields: JSONObject { value.object ?? JSONObject() }

  /// The value of a key, `nil` where it is missing or `null`.
  func present(_ key: String) -> JSONValue? {
    // Spelt out: in a closure, `nil` would be the literal of `JSONValue.null`.
    guard let value = fields[key], value != .null else { return Optional.none }
    return value
  }

  /// Requires a key that says something a second time to say the same.
  func checkSame(_ key: String, as other: String) throws(HuggingFaceError) {
    guard let value = present(key), let expected = fields[other] else { return }
    guard value.isSame(as: expected) else {
      throw failure(key, expected: "\(expected.words(limit: 60)) as in \(other)", found: value)
    }
  }
}

/// The keys of `config.json` that one architecture has for the sizes of every graph.
package struct SizeKeys: Sendable {
  /// The size of a hidden state.
  package let hidden: String
  package let layers: String
  /// The number of attention heads.
  package let heads: String
  /// The size between the linears of a feed-forward block.
  package let feedForward: String

  static let bert = SizeKeys(
    hidden: "hidden_size", layers: "num_hidden_layers", heads: "num_attention_heads",
    feedForward: "intermediate_size")
  static let nomicBert = SizeKeys(
    hidden: "n_embd", layers: "n_layer", heads: "n_head", feedForward: "n_inner")
}

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

  init(_ source: ConfigurationFile, _ keys: SizeKeys) throws(HuggingFaceError) {
    hidden = try source.integer(keys.hidden, in: 1...1 << 16)
    layers = try source.integer(keys.layers, in: 1...1 << 10)
    heads = try source.integer(keys.heads, in: 1...1 << 16)
    feedForward = try source.integer(keys.feedForward, in: 1...1 << 20)
    guard hidden % heads == 0 else {
      throw source.failure(
        keys.heads, expected: "a divisor of \(keys.hidden) \(hidden)", found: .integer(heads))
    }
    guard hidden / heads <= Compute.largestHeadDim else {
      throw .value(
        file: source.file, key: "\(keys.hidden) / \(keys.heads)",
        expected: "at most \(Compute.largestHeadDim)", found: "\(hidden / heads)")
    }
  }

  /// Rotary positions turn the halves of a head against each other.
  func checkRotation(_ source: ConfigurationFile, heads key: String) throws(HuggingFaceError) {
    guard hidden / heads % 2 == 0 else {
      throw .value(
        file: source.file, key: key, expected: "heads of an even size, as their halves are rotated",
        found: "heads of \(hidden / heads)")
    }
  }
}
