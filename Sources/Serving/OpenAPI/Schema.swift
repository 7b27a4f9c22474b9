import Base

/// A schema that has a name in `/openapi.json`, and how schemas are made.
struct Schema: Sendable {
  let name: String
  let json: JSONValue

  init(_ name: String, _ json: JSONValue) {
    self.name = name
    self.json = json
  }

  /// An object; members that are not listed are ignored.
  init(
    _ name: String, _ about: String, required: [String],
    _ properties: KeyValuePairs<String, JSONValue>
  ) {
    self.init(name, Schema.object(about, required: required, properties))
  }

  static func object(
    _ about: String, required: [String], _ properties: KeyValuePairs<String, JSONValue>
  ) -> JSONValue {
    var members = JSONObject()
    for (name, schema) in properties { members.append(name, schema) }
    return [
      "type": "object", "description": .string(about),
      "required": .array(required.map { .string($0) }), "properties": .object(members),
    ]
  }

  /// A reference to the schema of a name.
  static func named(_ name: String) -> JSONValue {
    ["$ref": .string("#/components/schemas/\(name)")]
  }

  static func array(_ items: JSONValue, minimum: Int = 0, maximum: Int? = nil) -> JSONValue {
    var object = JSONObject()
    object.append("type", "array")
    object.append("items", items)
    if minimum > 0 { object.append("minItems", .integer(minimum)) }
    if let maximum { object.append("maxItems", .integer(maximum)) }
    return .object(object)
  }

  static func any(_ schemas: JSONValue...) -> JSONValue { ["anyOf": .array(schemas)] }

  static func words(_ words: [String]) -> JSONValue {
    ["type": "string", "enum": .array(words.map { .string($0) })]
  }

  /// The schema or null.
  static func optional(_ schema: JSONValue, _ about: String? = nil) -> JSONValue {
    var object = JSONObject()
    object.append("anyOf", [schema, ["type": "null"]])
    if let about { object.append("description", .string(about)) }
    return .object(object)
  }

  static let string: JSONValue = ["type": "string"]
  static let text: JSONValue = ["type": "string", "minLength": 1]
  static let bool: JSONValue = ["type": "boolean"]
  static let integer: JSONValue = ["type": "integer"]
  static let count: JSONValue = ["type": "integer", "minimum": 0]
  static let number: JSONValue = ["type": "number"]
  static let null: JSONValue = ["type": "null"]
  static let vector = array(number, minimum: 1)
}
