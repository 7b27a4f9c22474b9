import Tokenization
import Base
import Inference
import Model

/// `/v1/embed` and `/v2/embed` as Cohere has them.
///
/// `input_type` chooses among the model's prompts as `PromptSelection` says. `int8` and `uint8` are for models
/// that give vectors of length 1; bits lie as in `numpy.packbits`.
package enum CohereDialect {
  static let routes = [
    Route("POST", "/v1/embed") { request, service in
      await embed(request, service, version: .v1)
    },
    Route("POST", "/v2/embed") { request, service in
      await embed(request, service, version: .v2)
    },
  ]

  /// Which of the two requests and answers.
  enum Version: String {
    case v1 = "1"
    case v2 = "2"
  }

  /// How vectors are written, by the names that the answer has them under.
  enum EmbeddingType: String, CaseIterable {
    case float
    case int8
    case uint8
    case binary
    case ubinary
    case base64
  }

  /// What is done with a text that is too long.
  enum Truncation: String, CaseIterable {
    case none = "NONE"
    case start = "START"
    case end = "END"
  }

  /// The error as Cohere's clients read it.
  package static func failure(_ error: ServingError) -> ServerResponse {
    .failure(error, ["id": .string(identifier()), "message": .string(error.description)])
  }

  /// An identifier that no other answer has, in the form of a UUID of random numbers.
  static func identifier() -> String {
    var bytes: [UInt8] = (0..<16).map { _ in .random(in: 0...255) }
    bytes[6] = bytes[6] & 0x0f | 0x40
    bytes[8] = bytes[8] & 0x3f | 0x80
    var text = ""
    for (index, byte) in bytes.enumerated() {
      if [4, 6, 8, 10].contains(index) { text += "-" }
      text += String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }
    return text
  }

  private static func embed(
    _ request: ServerRequest, _ service: EmbeddingService, version: Version
  ) async -> ServerResponse {
    do throws(ServingError) {
      let fields = try request.fields()
      let texts = try texts(fields, service.options, version)
      let types = try types(fields)
      var call = EmbeddingCall(
        model: try fields.optionalString("model"), inputs: texts.map { .text($0) })
      let model = try await service.models.model(named: call.model)
      try check(fields, types, model.model.sentence, version)
      call.prompt = try fields.promptSelection(service.options)
      call.dimensions = try fields.optionalInteger("output_dimension", in: 1...Int(Int32.max))
      call.overflow = try overflow(fields)
      let answer = try await service.answer(to: call, from: request.connection)
      let isPlain = version == .v1 && types == nil
      return .vectors(
        json(answer, texts, types ?? [.float], version, isPlain: isPlain), of: answer.model,
        truncatedCount: answer.truncatedCount)
    } catch {
      return failure(error)
    }
  }

  /// `texts`, or `inputs` with a text each.
  private static func texts(
    _ fields: RequestFields, _ options: ServiceOptions, _ version: Version
  ) throws(ServingError) -> [String] {
    let inputs = EmbeddingInputs(options: options)
    if let images = try fields.optional("images"), images.value != [] {
      throw images.failure(expected: "none, as the model takes texts only")
    }
    if version == .v2, try fields.has("inputs") {
      if try fields.has("texts") {
        throw .invalid(field: "inputs", expected: "only one of texts and inputs", found: "both")
      }
      return try inputs.texts(fields, "inputs")
    }
    return try inputs.list(fields.member("texts", expected: "an array of strings")).map {
      (element) throws(ServingError) in try element.string()
    }
  }

  private static func types(
    _ fields: RequestFields
  ) throws(ServingError) -> [EmbeddingType]? {
    guard let member = try fields.optional("embedding_types") else { return nil }
    var types: [EmbeddingType] = []
    for element in try member.elements("an array of strings") {
      let type = try element.word(EmbeddingType.self)
      if !types.contains(type) { types.append(type) }
    }
    return types.isEmpty ? nil : types
  }

  /// Refuses what would give other vectors than were asked for.
  private static func check(
    _ fields: RequestFields, _ types: [EmbeddingType]?, _ sentence: SentenceConfiguration,
    _ version: Version
  ) throws(ServingError) {
    if version == .v2 {
      _ = try fields.member("input_type", expected: "a string such as search_document").string()
    }
    if let limit = try fields.optionalInteger("max_tokens", in: 1...Int(Int32.max)),
      limit < sentence.maximumTokenCount
    {
      throw .invalid(
        field: "max_tokens",
        expected: "at least \(sentence.maximumTokenCount), the model's own limit", found: "\(limit)"
      )
    }
    for type in types ?? [] where (type == .int8 || type == .uint8) && !sentence.normalizes {
      throw .invalid(
        field: "embedding_types",
        expected: "float, binary, ubinary or base64, as the model's vectors are not of length 1",
        found: type.rawValue)
    }
  }

  private static func overflow(_ fields: RequestFields) throws(ServingError) -> OverflowPolicy {
    switch try fields.optionalWord("truncate", of: Truncation.self) ?? .end {
    case .none: return .error
    case .end: return .truncate
    case .start:
      throw .invalid(
        field: "truncate", expected: "NONE or END, as texts are cut at their end only",
        found: "START")
    }
  }

  private static func json(
    _ answer: EmbeddingAnswer, _ texts: [String], _ types: [EmbeddingType], _ version: Version,
    isPlain: Bool
  ) -> JSONBytes {
    var json = JSONBytes()
    json.append(json: #"{"id":"#)
    json.append(.string(identifier()))
    json.append(json: #","response_type":"#)
    json.append(isPlain ? "embeddings_floats" as JSONValue : "embeddings_by_type")
    json.append(json: #","embeddings":"#)
    if isPlain {
      append(answer, .float, to: &json)
    } else {
      for (index, type) in types.enumerated() {
        json.append(json: index > 0 ? "," : "{")
        json.append(.string(type.rawValue))
        json.append(json: ":")
        append(answer, type, to: &json)
      }
      json.append(json: "}")
    }
    json.append(json: #","texts":"#)
    json.append(.array(texts.map { .string($0) }))
    json.append(json: #","meta":"#)
    json.append([
      "api_version": ["version": .string(version.rawValue)],
      "billed_units": ["input_tokens": .integer(answer.tokenCount)],
    ])
    json.append(json: "}")
    return json
  }

  private static func append(
    _ answer: EmbeddingAnswer, _ type: EmbeddingType, to json: inout JSONBytes
  ) {
    json.append(answer.outputs) { json, output in
      let vector = output.embedding.dense
      switch type {
      case .float: json.append(vector)
      case .base64: json.append(base64: VectorEncoder(.float32).stored(vector).bytes)
      case .int8: json.append(elements: VectorEncoder(.int8).stored(vector))
      case .uint8:
        // The levels of `int8`, counted from 0.
        json.append(VectorEncoder(.int8).stored(vector).elements.map { Int($0) + 128 })
      case .binary: json.append(elements: VectorEncoder(.binary).stored(vector))
      case .ubinary: json.append(elements: VectorEncoder(.ubinary).stored(vector))
      }
    }
  }
}
