import Base

/// `/openapi.json`: every route, in OpenAPI 3.1.
package enum OpenAPIDocument {
  static let routes = [
    Route("GET", "/openapi.json") { _, service in .json(json(await ServedFacts(service))) }
  ]

  /// All routes in words; a test holds that they are those that are served.
  package static let operations =
    OpenAIOperations.all + TEIOperations.all + OllamaOperations.all + CohereOperations.all
    + OwnOperations.all

  static func json(_ facts: ServedFacts) -> JSONValue {
    var paths = JSONObject()
    var seen = Set<String>()
    for operation in operations where seen.insert(operation.path).inserted {
      var methods = JSONObject()
      for other in operations where other.path.hasSameBytes(as: operation.path) {
        methods.append(other.method.lowercased(), other.described)
      }
      paths.append(operation.path, .object(methods))
    }
    var schemas = JSONObject()
    let all =
      OpenAIOperations.schemas(facts) + TEISchemas.all(facts) + OllamaOperations.schemas(facts)
      + CohereOperations.schemas(facts) + OwnOperations.schemas
    for schema in all { schemas.append(schema.name, schema.json) }
    return [
      "openapi": "3.1.0",
      "info": [
        "title": "Goldcrest",
        "description": "Embeddings from .crest files in the dialects that clients speak.",
        "version": .string(facts.options.version),
        "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
      ],
      "paths": .object(paths),
      "components": [
        "schemas": .object(schemas), "parameters": parameters(facts),
        "securitySchemes": ["key": ["type": "http", "scheme": "bearer"]],
      ],
    ]
  }

  private static func parameters(_ facts: ServedFacts) -> JSONValue {
    let about: JSONValue = "The model, where several are served; the first unless it is named."
    return [
      "ModelHeader": [
        "name": "X-Model", "in": "header", "description": about, "schema": facts.modelName,
      ],
      "ModelQuery": [
        "name": "model", "in": "query", "description": about, "schema": facts.modelName,
      ],
      "ModelPath": [
        "name": "name", "in": "path", "required": true, "description": "The model's name.",
        "schema": facts.modelName,
      ],
    ]
  }
}

extension Operation {
  /// The operation with what every route may answer besides its own.
  fileprivate var described: JSONValue {
    let own = Set(answers.map(\.status))
    let shared = [
      Answer(401, "The key is missing or wrong.", .json("Refusal")),
      Answer(413, "The body is larger than the server takes.", .json("Refusal")),
      Answer(503, "The server is overloaded or about to end.", .json("Refusal")),
    ]
    return Operation(
      method, path, tag: tag, summary, request: request, parameters: parameters,
      answers: answers + shared.filter { !own.contains($0.status) }
    ).json
  }
}
