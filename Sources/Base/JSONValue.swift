/// A value of a JSON text that keeps what a lenient parser loses: the order of keys, and whether a
/// number was written as an integer.
///
/// What lies in an array or an object that was parsed is read from the text each time it is asked
/// for: it costs no memory, and whoever needs an element often keeps it.
///
/// Strings and names are compared by their bytes: those that only look alike are two.
package enum JSONValue: Equatable, Sendable {
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A number written without fraction or exponent that fits 64 bits.
  case integer(Int)
  /// Any other number.
  case number(Double)
  case string(String)
  /// An array, whose elements are read where they are asked for.
  case list(JSONArray)
  /// An object: members in the order of the text, no name twice.
  case object(JSONObject)

  /// Whether both are the same kind with the same bytes, number or members in order.
  package static func == (left: JSONValue, right: JSONValue) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.integer(let left), .integer(let right)): left == right
    case (.number(let left), .number(let right)): left == right
    case (.string(let left), .string(let right)): left.hasSameBytes(as: right)
    case (.list(let left), .list(let right)): left == right
    case (.object(let left), .object(let right)): left == right
    default: false
    }
  }

  package var string: String? { if case .string(let value) = self { value } else { nil } }
  package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  /// The integer, if this is a number written as one.
  package var integer: Int? { if case .integer(let value) = self { value } else { nil } }
  package var array: JSONArray? { if case .list(let value) = self { value } else { nil } }
  package var object: JSONObject? { if case .object(let value) = self { value } else { nil } }

  /// The value of any number that is finite.
  package var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value.isFinite ? value : nil
    default: nil
    }
  }

  /// What kind of value this is, in the words of an error message.
  package var kind: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .integer(let value): "the integer \(value)"
    case .number(let value): "the number \(value)"
    case .string(let value): "the string \"\(String(value.unicodeScalars.prefix(60)))\""
    case .list: "an array"
    case .object: "an object"
    }
  }
}

extension JSONValue {
  /// An array of values that the program has.
  package static func array(_ elements: [JSONValue]) -> JSONValue { .list(JSONArray(elements)) }

  /// The value as compact JSON text; names keep their order, numbers their shortest exact form.
  package var text: String { text(limit: .max) }

  /// The value as compact JSON text that ends soon after `limit` bytes, for who shows its beginning.
  package func text(limit: Int) -> String {
    var output = ""
    write(to: &output, limit: limit)
    return output
  }

  private func write(to output: inout String, limit: Int) {
    switch self {
    case .null: output += "null"
    case .bool(let value): output += value ? "true" : "false"
    case .integer(let value): output += String(value)
    // JSON has no word for a number that is not finite.
    case .number(let value): output += value.isFinite ? value.description : "null"
    case .string(let value): JSONValue.writeQuoted(value, to: &output, limit: limit)
    case .list(let elements):
      output += "["
      for (index, element) in elements.enumerated() where output.utf8.count <= limit {
        if index > 0 { output += "," }
        element.write(to: &output, limit: limit)
      }
      output += "]"
    case .object(let object):
      output += "{"
      for (index, member) in object.members.enumerated() where output.utf8.count <= limit {
        if index > 0 { output += "," }
        JSONValue.writeQuoted(member.name, to: &output, limit: limit)
        output += ":"
        member.value.write(to: &output, limit: limit)
      }
      output += "}"
    }
  }

  private static func writeQuoted(_ value: String, to output: inout String, limit: Int) {
    output += "\""
    for scalar in value.unicodeScalars.prefix(limit) {
      switch scalar {
      case "\"": output += "\\\""
      case "\\": output += "\\\\"
      case "\n": output += "\\n"
      case "\r": output += "\\r"
      case "\t": output += "\\t"
      case "\u{0}"..<"\u{20}", "\u{7f}", "\u{2028}", "\u{2029}":
        let digits = String(scalar.value, radix: 16)
        output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: output.unicodeScalars.append(scalar)
      }
    }
    output += "\""
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByFloatLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(integerLiteral value: Int) { self = .integer(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(floatLiteral value: Double) { self = .number(value) }
  package init(arrayLiteral elements: JSONValue...) { self = .list(JSONArray(elements)) }
  package init(nilLiteral: ()) { self = .null }

  /// An object; a name that stands twice is a programmer's error.
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    var object = JSONObject()
    for (name, value) in elements {
      let isNew = object.append(name, value)
      precondition(isNew, "the name \(name) stands twice in an object literal")
    }
    self = .object(object)
  }
}
