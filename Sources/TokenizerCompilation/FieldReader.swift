import Base

/// A JSON value that knows where it stands, so that every refusal names file and field.
struct FieldReader {
  let file: String
  let path: String
  let value: JSONValue

  init(file: String, path: String, value: JSONValue) {
    self.file = file
    self.path = path
    self.value = value
  }

  func failure(expected: String, found: String? = nil) -> TokenizerFileError {
    .invalidField(
      file: file, field: path.isEmpty ? "(top level)" : path, expected: expected,
      found: found ?? value.kind)
  }

  /// The member `name`, `nil` if it is missing or null.
  func optional(_ name: String) throws(TokenizerFileError) -> FieldReader? {
    guard let object = value.object else { throw failure(expected: "an object") }
    guard let member = object[name], member != .null else { return nil }
    return FieldReader(file: file, path: path.isEmpty ? name : "\(path).\(name)", value: member)
  }

  func member(_ name: String) throws(TokenizerFileError) -> FieldReader {
    guard let object = value.object else { throw failure(expected: "an object") }
    guard let member = object[name] else {
      throw .invalidField(
        file: file, field: path.isEmpty ? name : "\(path).\(name)", expected: "a value",
        found: "nothing")
    }
    return FieldReader(file: file, path: path.isEmpty ? name : "\(path).\(name)", value: member)
  }

  func elements() throws(TokenizerFileError) -> [FieldReader] {
    guard let array = value.array else { throw failure(expected: "an array") }
    return array.enumerated().map {
      FieldReader(file: file, path: "\(path)[\($0.offset)]", value: $0.element)
    }
  }

  func string() throws(TokenizerFileError) -> String {
    guard let string = value.string else { throw failure(expected: "a string") }
    return string
  }

  func bool() throws(TokenizerFileError) -> Bool {
    guard let bool = value.bool else { throw failure(expected: "true or false") }
    return bool
  }

  func integer(in range: Range<Int>) throws(TokenizerFileError) -> Int {
    guard let integer = value.integer, range.contains(integer) else {
      throw failure(expected: "an integer from \(range.lowerBound) to \(range.upperBound - 1)")
    }
    return integer
  }

  /// Refuses anything but `expected`.
  func require(_ expected: JSONValue) throws(TokenizerFileError) {
    guard value == expected else { throw failure(expected: expected.kind) }
  }

  /// Refuses a member that is there and has another value than the only one honoured.
  func requireIfPresent(_ name: String, _ expected: JSONValue) throws(TokenizerFileError) {
    try optional(name)?.require(expected)
  }

  /// Refuses members that are not in `names`: nothing that could matter is skipped silently.
  func requireOnly(_ names: [String]) throws(TokenizerFileError) {
    guard let object = value.object else { throw failure(expected: "an object") }
    for name in object.names where !names.contains(name) {
      throw failure(
        expected: "only \(names.joined(separator: ", "))", found: "also '\(name)'")
    }
  }
}
