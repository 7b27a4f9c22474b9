/// Why a field of a JSON text was refused.
package struct JSONRefusal: Sendable {
  /// The file that holds the text.
  package let file: String
  /// The field, such as `model.vocab[3]`; empty for the whole text.
  package let path: String
  /// What must stand there.
  package let expected: String
  /// What stands there instead; `nil` if the field is missing.
  package let found: JSONValue?
  /// What stands there in words, where they say more than the value.
  package let description: String?
}

/// The error of a module that reads JSON texts.
package protocol JSONFieldError: Error {
  /// The error for a field that is missing or wrong.
  init(_ refusal: JSONRefusal)
}

/// A JSON value that knows where it stands, so that every refusal names file and field.
///
/// `null` counts as missing where a field is optional. Names are compared by their bytes.
package struct JSONCursor<Failure: JSONFieldError>: Sendable {
  /// The file that holds the text, for errors.
  package let file: String
  package let value: JSONValue
  /// Where the value stands, or the array of which it is the element `index`.
  private let place: String
  private let index: Int?

  package init(_ value: JSONValue, file: String, path: String = "") {
    self.init(value, file: file, place: path, index: nil)
  }

  /// A path is written where somebody asks for it: an array may have millions of elements.
  fileprivate init(_ value: JSONValue, file: String, place: String, index: Int?) {
    (self.value, self.file, self.place, self.index) = (value, file, place, index)
  }

  /// Where the value stands in the text; empty for the whole text.
  package var path: String { index.map { "\(place)[\($0)]" } ?? place }

  /// Where the member `name` stands.
  package func path(of name: String) -> String {
    path.isEmpty ? name.cut() : "\(path).\(name.cut())"
  }

  /// The error for this value; `found` says more than the value itself.
  package func failure(expected: String, found: String? = nil) -> Failure {
    Failure(
      JSONRefusal(file: file, path: path, expected: expected, found: value, description: found))
  }

  /// The error for the member `name`, which is `found`.
  package func failure(
    _ name: String, expected: String, found: JSONValue?, description: String? = nil
  ) -> Failure {
    Failure(
      JSONRefusal(
        file: file, path: path(of: name), expected: expected, found: found,
        description: description))
  }

  // MARK: Members and elements

  /// The value as an object.
  package func object() throws(Failure) -> JSONObject {
    guard let object = value.object else {
      throw failure(expected: "an object", found: value.kind)
    }
    return object
  }

  /// The member `name`; `nil` if it is missing or null.
  package func optional(_ name: String) throws(Failure) -> JSONCursor? {
    guard let member = try object()[name], member != .null else { return nil }
    return JSONCursor(member, file: file, path: path(of: name))
  }

  /// The member `name`; `expected` is what must stand there.
  package func member(_ name: String, expected: String = "a value") throws(Failure) -> JSONCursor {
    guard let member = try object()[name] else {
      throw failure(name, expected: expected, found: Optional.none)
    }
    return JSONCursor(member, file: file, path: path(of: name))
  }

  /// The members of an object with their names; each is read when its turn comes.
  package func members() throws(Failure) -> some Sequence<(name: String, field: JSONCursor)> {
    try object().members.lazy.map { member in
      (member.name, JSONCursor(member.value, file: file, path: path(of: member.name)))
    }
  }

  /// The elements of an array; each is read when its turn comes.
  package func elements(_ expected: String = "an array") throws(Failure) -> JSONElements<Failure> {
    guard let array = value.array else { throw failure(expected: expected) }
    return JSONElements(array: array, file: file, path: path)
  }

  // MARK: This value

  /// What `convert` makes of the value, which must be `expected`.
  package func value<Value>(
    _ expected: String, _ convert: (JSONValue) -> Value?
  ) throws(Failure) -> Value {
    guard let converted = convert(value) else { throw failure(expected: expected) }
    return converted
  }

  package func string() throws(Failure) -> String { try value("a string", \.string) }

  package func bool() throws(Failure) -> Bool { try value("true or false", \.bool) }

  package func integer(in range: ClosedRange<Int>) throws(Failure) -> Int {
    try value(JSONWords.integer(range)) { value in
      value.integer.flatMap { range.contains($0) ? $0 : nil }
    }
  }

  package func integer(in range: Range<Int>) throws(Failure) -> Int {
    try value("an integer from \(range.lowerBound) to \(range.upperBound - 1)") { value in
      value.integer.flatMap { range.contains($0) ? $0 : nil }
    }
  }

  package func strings() throws(Failure) -> [String] {
    try value("an array of strings") { value in
      guard let elements = value.array, elements.allSatisfy({ $0.string != nil }) else {
        return nil
      }
      var strings: [String] = []
      strings.reserveCapacity(elements.count)
      for element in elements { if let string = element.string { strings.append(string) } }
      return strings
    }
  }

  /// Refuses anything but `expected`.
  package func require(_ expected: JSONValue) throws(Failure) {
    guard value == expected else { throw failure(expected: expected.kind) }
  }

  /// Refuses a member that is there and has another value than the only one honoured.
  package func requireIfPresent(_ name: String, _ expected: JSONValue) throws(Failure) {
    try optional(name)?.require(expected)
  }

  /// Refuses members that are not among `names`: nothing that could matter is skipped silently.
  package func requireOnly(_ names: [String]) throws(Failure) {
    for member in try object().members
    where !names.contains(where: { $0.hasSameBytes(as: member.name) }) {
      throw failure(
        expected: "only \(names.joined(separator: ", "))", found: "also '\(member.name)'")
    }
  }

  // MARK: Members of a kind

  package func string(_ name: String) throws(Failure) -> String {
    try member(name, expected: "a string").string()
  }

  package func bool(_ name: String) throws(Failure) -> Bool {
    try member(name, expected: "true or false").bool()
  }

  package func integer(_ name: String, in range: ClosedRange<Int>) throws(Failure) -> Int {
    try member(name, expected: JSONWords.integer(range)).integer(in: range)
  }

  /// A number in `range`.
  package func number(_ name: String, in range: ClosedRange<Double>) throws(Failure) -> Double {
    let expected = "a number from \(range.lowerBound) to \(range.upperBound)"
    return try member(name, expected: expected).value(expected) { value in
      value.double.flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// A number above 0.
  package func positiveNumber(_ name: String) throws(Failure) -> Double {
    let expected = "a positive number"
    return try member(name, expected: expected).value(expected) { value in
      value.double.flatMap { $0.isFinite && $0 > 0 ? $0 : nil }
    }
  }

  package func optionalString(_ name: String) throws(Failure) -> String? {
    try optional(name)?.string()
  }

  package func optionalStrings(_ name: String) throws(Failure) -> [String]? {
    try optional(name)?.strings()
  }

  package func optionalBool(_ name: String) throws(Failure) -> Bool? {
    try optional(name)?.bool()
  }

  package func optionalInteger(_ name: String, in range: ClosedRange<Int>) throws(Failure) -> Int? {
    try optional(name)?.integer(in: range)
  }
}

/// The elements of an array that know where they stand; they are found as those of `JSONArray`.
package struct JSONElements<Failure: JSONFieldError>: Sequence, Sendable {
  fileprivate let array: JSONArray
  fileprivate let file: String
  fileprivate let path: String

  package func makeIterator() -> Iterator {
    Iterator(elements: array.makeIterator(), file: file, path: path)
  }

  /// Goes through the elements.
  package struct Iterator: IteratorProtocol {
    fileprivate var elements: JSONArray.Iterator
    fileprivate let file: String
    fileprivate let path: String
    private var index = 0

    fileprivate init(elements: JSONArray.Iterator, file: String, path: String) {
      (self.elements, self.file, self.path) = (elements, file, path)
    }

    package mutating func next() -> JSONCursor<Failure>? {
      guard let value = elements.next() else { return nil }
      defer { index += 1 }
      return JSONCursor(value, file: file, place: path, index: index)
    }
  }

  package var count: Int { array.count }

  package var isEmpty: Bool { array.isEmpty }

  package var first: JSONCursor<Failure>? {
    var iterator = makeIterator()
    return iterator.next()
  }

  /// An element, which must be there.
  package subscript(index: Int) -> JSONCursor<Failure> {
    JSONCursor(array[index], file: file, place: path, index: index)
  }
}

/// What errors call kinds of values.
private enum JSONWords {
  static func integer(_ range: ClosedRange<Int>) -> String {
    "an integer from \(range.lowerBound) to \(range.upperBound)"
  }
}
