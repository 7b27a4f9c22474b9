package import Base

/// The members of a request's body, each of which knows where it stands.
///
/// Members that nobody asks for are ignored, as clients send some of which they do not know whether they are
/// understood; `null` counts as missing where a member is optional.
package typealias RequestFields = JSONCursor<ServingError>

extension ServingError: JSONFieldError {
  /// The request's fault at a member, or at `body` as a whole.
  package init(_ refusal: JSONRefusal) {
    self = .invalid(
      field: refusal.path.isEmpty ? "body" : refusal.path, expected: refusal.expected,
      found: refusal.description ?? refusal.found?.kind ?? "nothing")
  }
}

extension ServerRequest {
  /// The body as a JSON object, in which 5.0 is the integer 5, as in JSON Schema.
  ///
  /// - Throws: `ServingError.invalid` if it is none.
  package func fields() throws(ServingError) -> RequestFields {
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONValue(parsing: body, wholeNumbersAreIntegers: true)
    } catch {
      throw .invalid(
        field: "body at byte \(error.offset)", expected: error.expected, found: error.found)
    }
    let fields = RequestFields(value, file: "body")
    _ = try fields.object()
    return fields
  }
}

extension JSONCursor where Failure == ServingError {
  /// Whether the member is there and not null.
  package func has(_ name: String) throws(ServingError) -> Bool {
    try optional(name) != nil
  }

  /// The member `name` as one of the words that a type has as raw values; `nil` if it is missing.
  package func optionalWord<Word: CaseIterable & RawRepresentable<String>>(
    _ name: String, of type: Word.Type
  ) throws(ServingError) -> Word? {
    try optional(name)?.word(type)
  }

  /// The value as one of the words that a type has as raw values.
  package func word<Word: CaseIterable & RawRepresentable<String>>(
    _ type: Word.Type
  ) throws(ServingError) -> Word {
    let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
    return try value("one of \(words)") { value in
      value.string.flatMap { text in Word.allCases.first { $0.rawValue.hasSameBytes(as: text) } }
    }
  }
}
