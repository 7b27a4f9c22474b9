/// A parsed JSON text that keeps what a lenient parser loses: the order of keys, and whether a
/// number was written as an integer.
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
  case array([JSONValue])
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
    case (.array(let left), .array(let right)): left == right
    case (.object(let left), .object(let right)): left == right
    default: false
    }
  }

  package var string: String? { if case .string(let value) = self { value } else { nil } }
  package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  /// The integer, if this is a number written as one.
  package var integer: Int? { if case .integer(let value) = self { value } else { nil } }
  package var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
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
    case .string(let value): "the string \"\(value.prefix(60))\""
    case .array: "an array"
    case .object: "an object"
    }
  }
}

/// The members of a JSON object in the order of the text; names are their bytes.
package struct JSONObject: Equatable, Sendable {
  package struct Member: Equatable, Sendable {
    package let name: String
    package let value: JSONValue

    /// Whether name and value are the same.
    package static func == (left: Member, right: Member) -> Bool {
      left.name.hasSameBytes(as: right.name) && left.value == right.value
    }
  }

  /// All members, in order.
  package private(set) var members: [Member] = []
  /// Where the members of an object with many are found.
  private var indices: [Identifier: Int] = [:]

  /// The most members that are looked through one by one.
  private static let listedCount = 16

  package init() {}

  /// Whether the members are the same, in the same order.
  package static func == (left: JSONObject, right: JSONObject) -> Bool {
    left.members == right.members
  }

  /// Appends a member; `false` and no change if the name is already there.
  @discardableResult
  package mutating func append(_ name: String, _ value: JSONValue) -> Bool {
    guard index(of: name) == nil else { return false }
    members.append(Member(name: name, value: value))
    if !indices.isEmpty {
      indices[Identifier(name)] = members.count - 1
    } else if members.count > JSONObject.listedCount {
      for (index, member) in members.enumerated() { indices[Identifier(member.name)] = index }
    }
    return true
  }

  package subscript(name: String) -> JSONValue? { index(of: name).map { members[$0].value } }

  private func index(of name: String) -> Int? {
    indices.isEmpty
      ? members.firstIndex { $0.name.hasSameBytes(as: name) } : indices[Identifier(name)]
  }

  package var names: [String] { members.map(\.name) }
}

extension JSONValue {
  /// The value as compact JSON text; names keep their order, numbers their shortest exact form.
  package var text: String {
    var output = ""
    write(to: &output)
    return output
  }

  private func write(to output: inout String) {
    switch self {
    case .null: output += "null"
    case .bool(let value): output += value ? "true" : "false"
    case .integer(let value): output += String(value)
    // JSON has no word for a number that is not finite.
    case .number(let value): output += value.isFinite ? value.description : "null"
    case .string(let value): JSONValue.writeQuoted(value, to: &output)
    case .array(let elements):
      output += "["
      for (index, element) in elements.enumerated() {
        if index > 0 { output += "," }
        element.write(to: &output)
      }
      output += "]"
    case .object(let object):
      output += "{"
      for (index, member) in object.members.enumerated() {
        if index > 0 { output += "," }
        JSONValue.writeQuoted(member.name, to: &output)
        output += ":"
        member.value.write(to: &output)
      }
      output += "}"
    }
  }

  private static func writeQuoted(_ value: String, to output: inout String) {
    output += "\""
    for scalar in value.unicodeScalars {
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
  package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
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
