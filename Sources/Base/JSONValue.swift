/// A parsed JSON text that keeps what a lenient parser loses: the order of keys, and whether a
/// number was written as an integer.
public enum JSONValue: Equatable, Sendable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A number written without fraction or exponent that fits 64 bits.
  case integer(Int)
  /// Any other number.
  case number(Double)
  /// A string.
  case string(String)
  /// An array.
  case array([JSONValue])
  /// An object: members in the order of the text, no name twice.
  case object(JSONObject)

  /// The string, if this is one.
  public var string: String? { if case .string(let value) = self { value } else { nil } }
  /// The truth value, if this is one.
  public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  /// The integer, if this is a number written as one.
  public var integer: Int? { if case .integer(let value) = self { value } else { nil } }
  /// The elements, if this is an array.
  public var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
  /// The object, if this is one.
  public var object: JSONObject? { if case .object(let value) = self { value } else { nil } }

  /// The value of any number.
  public var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// What kind of value this is, in the words of an error message.
  public var kind: String {
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

/// The members of a JSON object in the order of the text.
public struct JSONObject: Sendable {
  /// One member.
  public struct Member: Sendable {
    /// The member's name.
    public let name: String
    /// The member's value.
    public let value: JSONValue
  }

  /// All members, in order.
  public private(set) var members: [Member] = []
  private var indices: [Identifier: Int] = [:]

  /// An object without members.
  public init() {}

  /// Appends a member; `false` and no change if the name is already there.
  @discardableResult
  public mutating func append(_ name: String, _ value: JSONValue) -> Bool {
    let key = Identifier(name)
    guard indices[key] == nil else { return false }
    indices[key] = members.count
    members.append(Member(name: name, value: value))
    return true
  }

  /// The value of the member `name`.
  public subscript(name: String) -> JSONValue? {
    indices[Identifier(name)].map { members[$0].value }
  }

  /// All names, in order.
  public var names: [String] { members.map(\.name) }
}

// Strings and names are equal by their bytes.
extension JSONValue {
  /// Whether both are the same value; objects must have their members in the same order.
  public static func == (left: JSONValue, right: JSONValue) -> Bool {
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
}

extension JSONObject: Equatable {
  /// Whether both have the same members in the same order.
  public static func == (left: JSONObject, right: JSONObject) -> Bool {
    left.members.elementsEqual(right.members) {
      $0.name.hasSameBytes(as: $1.name) && $0.value == $1.value
    }
  }
}
