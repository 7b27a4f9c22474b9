import Base

/// How one key of a JSON file is handled.
enum KeyRule: Equatable, Sendable {
  /// A reader takes the value and decides by it.
  case read
  /// A reader takes the value; a missing key means this, the default of the original class.
  case defaulted(JSONValue)
  /// The value must be one of these, as other values would need what is not supported; a missing
  /// key means the first, which is the default of the original class.
  case fixed([JSONValue])
  /// The value has no influence on a vector computed on a CPU, for the reason given.
  case inert(String)
}

/// All keys that a JSON file may have; a key that is not in the table is refused by name, unless
/// no code reads it.
struct KeyTable: Sendable, ExpressibleByDictionaryLiteral {
  private(set) var rules: [Identifier: KeyRule]

  init(dictionaryLiteral elements: (String, KeyRule)...) {
    rules = Dictionary(uniqueKeysWithValues: elements.map { (Identifier($0.0), $0.1) })
  }

  /// Keys without influence on a vector, by the reason.
  init(inert keys: KeyValuePairs<String, [String]>) {
    rules = Dictionary(
      uniqueKeysWithValues: keys.flatMap { reason, keys in
        keys.map { (Identifier($0), KeyRule.inert(reason)) }
      })
  }

  /// Both tables; a rule of `other` replaces one of this table.
  func merging(_ other: KeyTable) -> KeyTable {
    var result = self
    result.rules.merge(other.rules) { $1 }
    return result
  }

  /// The keys that `other` lacks or has another rule for.
  func removing(_ other: KeyTable) -> KeyTable {
    var result = self
    result.rules = rules.filter { other.rules[$0.key] != $0.value }
    return result
  }

  /// Refuses unknown keys and values other than the fixed ones.
  ///
  /// - Returns: the unknown keys that `isUnread` lets pass, as the text has them.
  /// - Throws: `HuggingFaceError.unknownKey`, `.value`.
  @discardableResult
  func check(
    _ source: ConfigurationFile, passing isUnread: (JSONObject.Member) -> Bool = { _ in false }
  ) throws(HuggingFaceError) -> [String] {
    var unread: [String] = []
    for member in try source.object().members {
      let key = source.path(of: member.name)
      switch rules[Identifier(member.name)] {
      case .none:
        guard isUnread(member) else {
          throw .unknownKey(file: source.file, key: key, found: member.value.text(limit: 60))
        }
        unread.append(member.name)
      case .fixed(let values):
        guard values.contains(where: { $0.isSame(as: member.value) }) else {
          throw .value(
            file: source.file, key: key,
            expected: values.map { $0.text(limit: 60) }.joined(separator: " or "),
            found: member.value.text(limit: 60))
        }
      case .read, .defaulted, .inert: break
      }
    }
    return unread
  }

  /// The defaults of keys that `object` lacks, ascending by name.
  func defaults(missingIn object: JSONObject) -> [(name: String, value: JSONValue)] {
    var found: [(name: String, value: JSONValue)] = []
    for (key, rule) in rules.sorted(by: { $0.key < $1.key }) {
      guard case .defaulted(let value) = rule, object[key.text] == nil else { continue }
      found.append((key.text, value))
    }
    return found
  }
}

extension JSONValue {
  /// Equality by value: 1 and 1.0 are one number.
  func isSame(as other: JSONValue) -> Bool {
    if let mine = double, let others = other.double { return mine == others }
    return self == other
  }

  /// The JSON text, cut to `limit` characters.
  func text(limit: Int) -> String {
    // JSON has no word for it, Python has.
    if case .number(let value) = self, !value.isFinite { return "\(value)" }
    return text.cut(to: limit)
  }
}
