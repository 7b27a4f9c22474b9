import Base

/// What becomes of one key of a JSON file.
enum KeyRule: Sendable {
  /// A reader takes the value and decides by it.
  case read
  /// The value must be one of these, as other values would need what is not supported; a missing
  /// key means the first, which is the default of the original class.
  case fixed([JSONValue])
  /// The value has no influence on a vector computed on a CPU, for the reason given.
  case inert(String)
}

/// All keys that a JSON file may have; a key that is not in the table is refused by name.
struct KeyTable: Sendable, ExpressibleByDictionaryLiteral {
  private(set) var rules: [String: KeyRule]

  init(dictionaryLiteral elements: (String, KeyRule)...) {
    rules = Dictionary(uniqueKeysWithValues: elements)
  }

  /// Both tables; a rule of `other` replaces one of this table.
  func merging(_ other: KeyTable) -> KeyTable {
    var result = self
    result.rules.merge(other.rules) { $1 }
    return result
  }

  /// Refuses unknown keys and values other than the fixed ones.
  ///
  /// - Throws: `ArchitectureError.unknownKey`, `.value`.
  func check(_ source: ConfigurationFile) throws(ArchitectureError) {
    for member in source.object.members {
      let key = source.prefix + member.name
      switch rules[member.name] {
      case .none:
        throw .unknownKey(file: source.file, key: key, found: member.value.text(limit: 60))
      case .fixed(let values):
        guard values.contains(where: { $0.isSame(as: member.value) }) else {
          throw .value(
            file: source.file, key: key,
            expected: values.map { $0.text(limit: 60) }.joined(separator: " or "),
            found: member.value.text(limit: 60))
        }
      case .read, .inert: break
      }
    }
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
    let whole = text
    return whole.count > limit ? "\(whole.prefix(limit))..." : whole
  }
}
