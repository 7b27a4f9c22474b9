import Tokenization
import Model
import Base
import Inference

/// `/v1/embeddings` and `/v1/models` as OpenAI has them, with what Jina and llama-server add.
///
/// Beside OpenAI's members `/v1/embeddings` takes those of `promptSelection`, and `truncate`: if it is false, a
/// text that is too long is refused, not cut. Of Jina's it takes `task`, `embedding_type` and `normalized`. An
/// empty text gets the vector that the model gives it, as from llama-server.
package enum OpenAIDialect {
  static let routes = ["/v1", ""].flatMap { base in
    [
      Route("POST", "\(base)/embeddings") { request, service in await embeddings(request, service)
      },
      Route("GET", "\(base)/models") { _, service in models(service) },
      Route("GET", "\(base)/models/*") { request, service in await model(request, service) },
    ]
  }

  /// How a vector is written.
  enum Format: String, CaseIterable {
    /// An array of numbers.
    case float
    /// Base64 of its components, binary32, little-endian.
    case base64
    /// Jina's: an array of signed bytes that hold a bit for each component.
    case binary
    /// Jina's: the same bits in unsigned bytes.
    case ubinary
  }

  private static func embeddings(
    _ request: ServerRequest, _ service: EmbeddingService
  ) async -> ServerResponse {
    do throws(ServingError) {
      let fields = try request.fields()
      let format = try format(fields)
      let answer = try await service.answer(
        to: call(fields, service.options), from: request.connection)
      return .vectors(json(answer, format), of: answer.model, truncatedCount: answer.truncatedCount)
    } catch {
      return failure(error)
    }
  }

  /// The error as OpenAI's clients read it.
  package static func failure(_ error: ServingError) -> ServerResponse {
    let type: JSONValue
    let code: JSONValue
    switch error {
    case .unknownModel: (type, code) = ("invalid_request_error", "model_not_found")
    case .overloaded: (type, code) = ("requests", "rate_limit_exceeded")
    case _ where error.isTooLong:
      (type, code) = ("invalid_request_error", "context_length_exceeded")
    case _ where error.isFaultOfRequest: (type, code) = ("invalid_request_error", nil)
    default: (type, code) = ("server_error", nil)
    }
    return .failure(
      error,
      [
        "error": [
          "message": .string(error.description), "type": type,
          "param": error.field.map { .string($0) } ?? nil, "code": code,
        ]
      ])
  }

  private static func call(
    _ fields: RequestFields, _ options: ServiceOptions
  ) throws(ServingError) -> EmbeddingCall {
    if try fields.optionalBool("late_chunking") == true {
      throw .invalid(
        field: "late_chunking", expected: "false, as every text is embedded alone", found: "true")
    }
    var call = EmbeddingCall(
      model: try fields.optionalString("model"),
      inputs: try EmbeddingInputs(options: options).inputs(fields, "input"))
    call.prompt = try fields.promptSelection(options)
    call.dimensions = try size(fields)
    call.normalizes = try normalizes(fields)
    if try refusesLongTexts(fields) { call.overflow = .error }
    try OtherMembers.check(fields)
    return call
  }

  /// `dimensions`, which Voyage calls `output_dimension`.
  private static func size(_ fields: RequestFields) throws(ServingError) -> Int? {
    let sizes = 1...Int(Int32.max)
    guard let size = try fields.optionalInteger("output_dimension", in: sizes) else {
      return try fields.optionalInteger("dimensions", in: sizes)
    }
    if try fields.has("dimensions") {
      throw .invalid(
        field: "output_dimension", expected: "only one of dimensions and output_dimension",
        found: "both")
    }
    return size
  }

  /// Jina's `normalized`, vLLM's `normalize`.
  private static func normalizes(_ fields: RequestFields) throws(ServingError) -> Bool? {
    if let normalized = try fields.optionalBool("normalized") { return normalized }
    return try fields.optionalBool("normalize")
  }

  /// Whether a text that is too long is not to be cut: `truncate` false or, as NVIDIA has it, "NONE"; Voyage's
  /// `truncation` false.
  private static func refusesLongTexts(_ fields: RequestFields) throws(ServingError) -> Bool {
    if try fields.optionalBool("truncation") == false { return true }
    return try fields.optional("truncate")?.value("true, false, NONE or END") { value in
      switch value {
      case .bool(let cuts): !cuts
      case .string(let word) where word.hasSameBytes(as: "NONE"): true
      case .string(let word) where word.hasSameBytes(as: "END"): false
      default: nil
      }
    } ?? false
  }

  /// `float` unless the request has one of `encoding_format` and Jina's `embedding_type`.
  private static func format(_ fields: RequestFields) throws(ServingError) -> Format {
    guard let format = try fields.optionalWord("embedding_type", of: Format.self) else {
      return try fields.optional("encoding_format")?.value("float or base64") { value in
        value.string.flatMap(Format.init).flatMap { [.float, .base64].contains($0) ? $0 : nil }
      } ?? .float
    }
    if try fields.has("encoding_format") {
      throw .invalid(
        field: "encoding_format", expected: "only one of encoding_format and embedding_type",
        found: "both")
    }
    return format
  }

  private static func json(_ answer: EmbeddingAnswer, _ format: Format) -> JSONBytes {
    var json = JSONBytes()
    json.append(json: #"{"object":"list","data":["#)
    for (index, output) in answer.outputs.enumerated() {
      if index > 0 { json.append(json: ",") }
      json.append(json: #"{"object":"embedding","index":"#)
      json.append(.integer(index))
      json.append(json: #","embedding":"#)
      append(output.embedding.dense, as: format, to: &json)
      json.append(json: "}")
    }
    json.append(json: #"],"model":"#)
    json.append(.string(answer.model.name))
    let count = JSONValue.integer(answer.tokenCount)
    json.append(json: #","usage":"#)
    json.append(["prompt_tokens": count, "total_tokens": count])
    json.append(json: "}")
    return json
  }

  private static func append(
    _ vector: [Float], as format: Format, to json: inout JSONBytes
  ) {
    switch format {
    case .float: json.append(vector)
    case .base64: json.append(base64: VectorEncoder(.float32).stored(vector).bytes)
    case .binary: json.append(elements: VectorEncoder(.binary).stored(vector))
    case .ubinary: json.append(elements: VectorEncoder(.ubinary).stored(vector))
    }
  }

  private static func models(_ service: EmbeddingService) -> ServerResponse {
    .json(["object": "list", "data": .array(service.models.names.map { .object(entry($0)) })])
  }

  /// One model, with what it takes and gives.
  private static func model(
    _ request: ServerRequest, _ service: EmbeddingService
  ) async -> ServerResponse {
    do throws(ServingError) {
      let name = request.pathRest(after: "models/")
      let served = try await service.models.model(named: name)
      let sentence = served.model.sentence
      var object = entry(served.name)
      object.append(
        "meta",
        [
          "dimensions": .array(sentence.dimensions.map { .integer($0) }),
          "usual_dimension": .integer(sentence.usualSize),
          "max_tokens": .integer(sentence.maximumTokenCount),
          "prompts": .array(sentence.prompts.map { .string($0.name) }),
          "default_prompt": sentence.defaultPromptName.map { .string($0) } ?? nil,
          "fingerprint": served.model.fingerprint.map { .string($0.description) } ?? nil,
        ])
      return .json(.object(object))
    } catch {
      return failure(error)
    }
  }

  /// Nobody knows when the model was made: `created` is 0.
  private static func entry(_ name: String) -> JSONObject {
    var object = JSONObject()
    object.append("id", .string(name))
    object.append("object", "model")
    object.append("created", 0)
    object.append("owned_by", "goldcrest")
    return object
  }
}
