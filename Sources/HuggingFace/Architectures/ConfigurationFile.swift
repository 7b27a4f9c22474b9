import Base

/// A JSON object of a model folder, read key by key with errors that name file and key.
struct ConfigurationFile {
  let file: String
  /// What stands before the keys in errors, for an object inside the file.
  let prefix: String
  let object: JSONObject

  init(_ value: JSONValue, file: String, prefix: String = "") throws(ArchitectureError) {
    guard let object = value.object else {
      throw .value(
        file: file, key: Self.owner(prefix), expected: "an object",
        found: value.kind)
    }
    self.file = file
    self.prefix = prefix
    self.object = object
  }

  /// What an object whose keys stand behind `prefix` is called.
  private static func owner(_ prefix: String) -> String {
    guard let last = prefix.last else { return "the file" }
    return last == "." ? String(prefix.dropLast()) : prefix
  }

  func wrong(_ key: String, expected: String, found: JSONValue) -> ArchitectureError {
    .value(file: file, key: prefix + key, expected: expected, found: found.text(limit: 60))
  }

  /// The value of a key that must be there.
  func required(_ key: String, _ expected: String) throws(ArchitectureError) -> JSONValue {
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

  func integer(_ key: String, in range: ClosedRange<Int>) throws(ArchitectureError) -> Int {
    let expected = "an integer from \(range.lowerBound) to \(range.upperBound)"
    let value = try required(key, expected)
    guard let integer = value.integer, range.contains(integer) else {
      throw wrong(key, expected: expected, found: value)
    }
    return integer
  }

  func optionalInteger(
    _ key: String, in range: ClosedRange<Int>
  ) throws(ArchitectureError) -> Int? {
    optional(key) == nil ? nil : try integer(key, in: range)
  }

  func number(_ key: String, _ expected: String) throws(ArchitectureError) -> Double {
    let value = try required(key, expected)
    guard let number = value.double, number.isFinite else {
      throw wrong(key, expected: expected, found: value)
    }
    return number
  }

  func positiveNumber(_ key: String) throws(ArchitectureError) -> Double {
    let expected = "a positive number"
    let value = try required(key, expected)
    guard let number = value.double, number.isFinite, number > 0 else {
      throw wrong(key, expected: expected, found: value)
    }
    return number
  }

  func optionalBool(_ key: String) throws(ArchitectureError) -> Bool? {
    guard let value = optional(key) else { return nil }
    guard let bool = value.bool else {
      throw wrong(key, expected: "true or false", found: value)
    }
    return bool
  }

  func bool(_ key: String) throws(ArchitectureError) -> Bool {
    let value = try required(key, "true or false")
    guard let bool = value.bool else {
      throw wrong(key, expected: "true or false", found: value)
    }
    return bool
  }

  func optionalString(_ key: String) throws(ArchitectureError) -> String? {
    guard let value = optional(key) else { return nil }
    guard let string = value.string else { throw wrong(key, expected: "a string", found: value) }
    return string
  }

  func optionalStrings(_ key: String) throws(ArchitectureError) -> [String]? {
    guard let value = optional(key) else { return nil }
    let strings = value.array?.compactMap(\.string)
    guard let strings, strings.count == value.array?.count else {
      throw wrong(key, expected: "an array of strings", found: value)
    }
    return strings
  }
}
