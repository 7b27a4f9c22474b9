import Base
import Inference

/// `/v1/embeddings` and `/v1/models` as OpenAI has them.
enum OpenAIDialect {
  static let routes = [
    Route("POST", "/v1/embeddings") { request, service in await embeddings(request, service) }
  ]

  private static func embeddings(
    _ request: ServerRequest, _ service: EmbeddingService
  ) async -> ServerResponse {
    do throws(ServingError) {
      let answer = try await service.answer(to: call(request), from: request.connection)
      return .json(json(answer).bytes)
    } catch {
      return .json(["error": ["message": .string(error.description)]], status: 400)
    }
  }

  private static func call(_ request: ServerRequest) throws(ServingError) -> EmbeddingCall {
    let body: JSONValue
    do throws(JSONError) {
      body = try JSONValue(parsing: request.body)
    } catch {
      throw .invalid(field: "body", expected: error.expected, found: error.found)
    }
    guard let text = body.object?["input"]?.string else {
      throw .invalid(
        field: "input", expected: "a string", found: body.object?["input"]?.kind ?? "nothing")
    }
    return EmbeddingCall(model: body.object?["model"]?.string, inputs: [.text(text)])
  }

  private static func json(_ answer: EmbeddingAnswer) -> JSONBytes {
    var json = JSONBytes()
    json.append(json: #"{"object":"list","data":["#)
    for (index, output) in answer.outputs.enumerated() {
      if index > 0 { json.append(json: ",") }
      json.append(json: #"{"object":"embedding","index":"#)
      json.append(.integer(index))
      json.append(json: #","embedding":"#)
      json.append(output.embedding.dense)
      json.append(json: "}")
    }
    json.append(json: #"],"model":"#)
    json.append(.string(answer.model.name))
    json.append(json: "}")
    return json
  }
}
