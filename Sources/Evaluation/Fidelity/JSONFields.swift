import Base

/// Takes the fields of a JSON object one by one, refusing what is missing or of the wrong kind.
struct JSONFields {
  let object: JSONObject
  let path: String
  let place: String

  init(_ value: JSONValue, path: String, place: String = "") throws(VerificationError) {
    guard let object = value.object else {
      throw .field(
        path: path, field: place.isEmpty ? "the whole text" : place, expected: "an object",
        found: value.kind)
    }
    self.object = object
    self.path = path
    self.place = place
  }

  func name(_ field: String) -> String { place.isEmpty ? field : "\(place).\(field)" }

  /// The field's value as `convert` takes it.
  func value<Value>(
    _ field: String, _ expected: String, _ convert: (JSONValue) -> Value?
  ) throws(VerificationError) -> Value {
    guard let found = object[field], let value = convert(found) else {
      throw .field(
        path: path, field: name(field), expected: expected, found: object[field]?.kind ?? "nothing")
    }
    return value
  }

  func string(_ field: String) throws(VerificationError) -> String {
    try value(field, "a string", \.string)
  }

  func number(
    _ field: String, in range: ClosedRange<Double>
  ) throws(VerificationError) -> Double {
    try value(field, "a number from \(range.lowerBound) to \(range.upperBound)") {
      $0.double.flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// The elements of an array, each as `convert` takes it.
  func list<Value>(
    _ field: String, _ expected: String, _ convert: (JSONValue) -> Value?
  ) throws(VerificationError) -> [Value] {
    let elements = try value(field, "an array of \(expected)", \.array)
    var values: [Value] = []
    for (index, element) in elements.enumerated() {
      guard let value = convert(element) else {
        throw .field(
          path: path, field: "\(name(field))[\(index)]", expected: expected, found: element.kind)
      }
      values.append(value)
    }
    return values
  }

  /// The objects of an array, each as `read` takes it.
  func objects<Value>(
    _ field: String, _ read: (JSONFields) throws(VerificationError) -> Value
  ) throws(VerificationError) -> [Value] {
    var values: [Value] = []
    for (index, element) in try list(field, "objects", { $0 }).enumerated() {
      values.append(
        try read(JSONFields(element, path: path, place: "\(name(field))[\(index)]")))
    }
    return values
  }
}
