import Base
import Kernels

/// A JSON object of a model folder, read key by key with errors that name file and key.
struct ConfigurationFile {
  let file: String
  /// The prefix of the keys in errors, for an object inside the file.
  let prefix: String
  let object: JSONObject

  init(_ value: JSONValue, file: String, prefix: String = "") throws(HuggingFaceError) {
    guard let object = value.object else {
      throw .value(
        file: file, key: Self.owner(prefix), expected: "an object",
        found: value.kind)
    }
    self.file = file
    self.prefix = prefix
    self.object = object
  }

  /// The name in errors of the object whose keys have `prefix`; empty for the whole file.
  private static func owner(_ prefix: String) -> String {
    guard let last = prefix.last else { return "" }
    return last == "." ? String(prefix.dropLast()) : prefix
  }

  func wrong(_ key: String, expected: String, found: JSONValue) -> HuggingFaceError {
    .value(file: file, key: prefix + key, expected: expected, found: found.text(limit: 60))
  }

  /// The value of a key that must be there.
  func required(_ key: String, _ expected: String) throws(HuggingFaceError) -> JSONValue {
    guard let value = object[key] else {
      throw .missingKey(file: file, key: prefix + key, expected: expected)
    }
    return value
  }

  /// The value of a key, `nil` where it is missing or `null`.
  func optional(_ key: String) -> JSONValue? {
    // Spelt out: in a closure, `nil` would be the literal of `JSONValue.null`.
    guard let value = object[key], value != .null else { return Optional.none }
    return value
  }

  /// Requires a key that says something a second time to say the same.
  func checkSame(_ key: String, as other: String) throws(HuggingFaceError) {
    guard let value = optional(key), let expected = object[other] else { return }
    guard value.isSame(as: expected) else {
      throw wrong(key, expected: "\(expected.text(limit: 60)) as in \(other)", found: value)
    }
  }

  func integer(_ key: String, in range: ClosedRange<Int>) throws(HuggingFaceError) -> Int {
    let expected = "an integer from \(range.lowerBound) to \(range.upperBound)"
    let value = try required(key, expected)
    guard let integer = value.integer, range.contains(integer) else {
      throw wrong(key, expected: expected, found: value)
    }
    return integer
  }

  func optionalInteger(
    _ key: String, in range: ClosedRange<Int>
  ) throws(HuggingFaceError) -> Int? {
    optional(key) == nil ? nil : try integer(key, in: range)
  }

  func number(_ key: String, _ expected: String) throws(HuggingFaceError) -> Double {
    let value = try required(key, expected)
    guard let number = value.double, number.isFinite else {
      throw wrong(key, expected: expected, found: value)
    }
    return number
  }

  func positiveNumber(_ key: String) throws(HuggingFaceError) -> Double {
    let expected = "a positive number"
    let value = try required(key, expected)
    guard let number = value.double, number.isFinite, number > 0 else {
      throw wrong(key, expected: expected, found: value)
    }
    return number
  }

  func optionalBool(_ key: String) throws(HuggingFaceError) -> Bool? {
    guard let value = optional(key) else { return nil }
    guard let bool = value.bool else {
      throw wrong(key, expected: "true or false", found: value)
    }
    return bool
  }

  func bool(_ key: String) throws(HuggingFaceError) -> Bool {
    let value = try required(key, "true or false")
    guard let bool = value.bool else {
      throw wrong(key, expected: "true or false", found: value)
    }
    return bool
  }

  func optionalString(_ key: String) throws(HuggingFaceError) -> String? {
    guard let value = optional(key) else { return nil }
    guard let string = value.string else { throw wrong(key, expected: "a string", found: value) }
    return string
  }

  func optionalStrings(_ key: String) throws(HuggingFaceError) -> [String]? {
    guard let value = optional(key) else { return nil }
    let strings = value.array?.compactMap(\.string)
    guard let strings, strings.count == value.array?.count else {
      throw wrong(key, expected: "an array of strings", found: value)
    }
    return strings
  }
}

/// The keys of `config.json` that one architecture has for the sizes of every graph.
package struct SizeKeys: Sendable {
  /// The size of a hidden state.
  package let hidden: String
  /// The number of layers.
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
      throw source.wrong(
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
