import Base

/// A route as `/openapi.json` describes it.
package struct Operation: Sendable {
  /// What an answer's body is.
  enum Content: Sendable {
    case nothing
    /// JSON of a schema of this name.
    case json(String)
    /// A text of a media type.
    case text(String)
  }

  /// A status that the route answers.
  struct Answer: Sendable {
    let status: Int
    let meaning: String
    let content: Content

    init(_ status: Int, _ meaning: String, _ content: Content) {
      self.status = status
      self.meaning = meaning
      self.content = content
    }
  }

  package let method: String
  package let path: String
  /// The dialect.
  let tag: String
  let summary: String
  /// The schema of the body, if there is one.
  let request: String?
  /// Parameters by their names among the document's components.
  let parameters: [String]
  let answers: [Answer]

  init(
    _ method: String, _ path: String, tag: String, _ summary: String, request: String? = nil,
    parameters: [String] = [], answers: [Answer]
  ) {
    self.method = method
    self.path = path
    self.tag = tag
    self.summary = summary
    self.request = request
    self.parameters = parameters
    self.answers = answers
  }

  /// The operation object of OpenAPI 3.1.
  var json: JSONValue {
    var object = JSONObject()
    object.append("tags", [.string(tag)])
    object.append("summary", .string(summary))
    object.append("operationId", .string(identifier))
    if !parameters.isEmpty {
      object.append(
        "parameters",
        .array(parameters.map { ["$ref": .string("#/components/parameters/\($0)")] }))
    }
    if let request {
      object.append(
        "requestBody",
        ["required": true, "content": ["application/json": ["schema": Schema.named(request)]]])
    }
    var responses = JSONObject()
    for answer in answers { responses.append("\(answer.status)", answer.json) }
    object.append("responses", .object(responses))
    return .object(object)
  }

  private var identifier: String {
    let words = path.split { !$0.isLetter && !$0.isNumber }.map(String.init)
    return ([method.lowercased()] + (words.isEmpty ? ["root"] : words)).joined(separator: "_")
  }
}

extension Operation.Answer {
  fileprivate var json: JSONValue {
    var object = JSONObject()
    object.append("description", .string(meaning))
    switch content {
    case .nothing: break
    case .json(let schema):
      object.append("content", ["application/json": ["schema": Schema.named(schema)]])
    case .text(let type):
      var types = JSONObject()
      types.append(type, ["schema": ["type": "string"]])
      object.append("content", .object(types))
    }
    return .object(object)
  }
}

extension Operation {
  /// What the dialects but TEI's answer where they cannot give what is asked for.
  static func failures(_ schema: String) -> [Answer] {
    [
      Answer(400, "Not what the route or the model takes.", .json(schema)),
      Answer(404, "There is no such model.", .json(schema)),
      Answer(429, "There is no room in the queue.", .json(schema)),
      Answer(500, "The model cannot be opened, or a vector is not finite.", .json(schema)),
      Answer(503, "The server is overloaded or about to end.", .json(schema)),
    ]
  }
}
