import Base
import Inference
import Model
import Tokenization

/// `/embed`, `/embed_all`, `/embed_sparse` and `/similarity` as TEI has them.
enum TEIVectors {
  /// The most tokens that `/embed_all` answers for: some 12 bytes for each component of each.
  private static let maximumStateCount = 8192

  static func embed(
    _ request: ServerRequest, _ service: EmbeddingService
  ) async throws(TEIFailure) -> ServerResponse {
    let read = try TEIRequest(request, service)
    var call = try read.call(read.inputs(), read.fields)
    try refusing { () throws(ServingError) in
      call.normalizes = try read.fields.optionalBool("normalize") ?? true
      call.dimensions = try read.fields.optionalInteger("dimensions", in: 1...Int(Int32.max))
    }
    let answer = try await answer(call, read, read.fields)
    var json = JSONBytes()
    json.append(answer.outputs) { json, output in json.append(output.embedding.dense) }
    return response(json, call, answer)
  }

  /// The hidden states of all tokens, special ones included, as they are before they are pooled.
  static func embedAll(
    _ request: ServerRequest, _ service: EmbeddingService
  ) async throws(TEIFailure) -> ServerResponse {
    try await tokenValues(
      request, service, .states, maximumTokenCount: maximumStateCount
    ) { json, embedding in
      json.append(embedding.states ?? []) { json, state in json.append(state) }
    }
  }

  static func embedSparse(
    _ request: ServerRequest, _ service: EmbeddingService
  ) async throws(TEIFailure) -> ServerResponse {
    try await tokenValues(request, service, .sparse) { json, embedding in
      json.append(embedding.sparse ?? []) { json, token in
        json.append(json: #"{"index":"#)
        json.append(.integer(Int(token.id)))
        json.append(json: #","value":"#)
        json.append(token.weight)
        json.append(json: "}")
      }
    }
  }

  /// What a model has for each token of the inputs, as `write` appends it.
  private static func tokenValues(
    _ request: ServerRequest, _ service: EmbeddingService, _ outputs: OutputKinds,
    maximumTokenCount: Int? = nil, _ write: (inout JSONBytes, TextEmbedding) -> Void
  ) async throws(TEIFailure) -> ServerResponse {
    let read = try TEIRequest(request, service)
    var call = try read.call(read.inputs(), read.fields)
    call.outputs = outputs
    call.maximumTokenCount = maximumTokenCount
    let answer = try await answer(call, read, read.fields)
    var json = JSONBytes()
    json.append(answer.outputs) { json, output in write(&json, output.embedding) }
    return response(json, call, answer)
  }

  static func similarity(
    _ request: ServerRequest, _ service: EmbeddingService
  ) async throws(TEIFailure) -> ServerResponse {
    let read = try TEIRequest(request, service)
    let (source, sentences, parameters) = try refusing { () throws(ServingError) in
      let inputs = try read.fields.member("inputs", expected: "an object")
      return (
        try inputs.member("source_sentence", expected: "a string"),
        try inputs.member("sentences", expected: "an array of strings")
          .elements("an array of strings"),
        try read.fields.optional("parameters")
      )
    }
    guard !sentences.isEmpty else { throw .empty("inputs.sentences") }
    try read.checkCount(sentences.count + 1, field: "inputs")
    var inputs: [VectorRun.Input] = []
    inputs.append(.text(try read.text(source)))
    for field in sentences { inputs.append(.text(try read.text(field))) }
    let call = try read.call(inputs, parameters)
    let answer = try await answer(call, read, parameters)
    let vectors = answer.outputs.map(\.embedding.dense)
    var json = JSONBytes()
    json.append(vectors.dropFirst().map { Float(Cosine.of(vectors[0], $0)) })
    return response(json, call, answer)
  }

  /// The answer to a call whose texts, if they are too long, lose the end that `parameters` says.
  ///
  /// A model cuts texts at one end. At the other one none is cut: it fits, or it is refused.
  private static func answer(
    _ call: EmbeddingCall, _ request: TEIRequest, _ parameters: RequestFields?
  ) async throws(TEIFailure) -> EmbeddingAnswer {
    var call = call
    var hasOtherSide = false
    if let side = try request.truncationSide(parameters), call.overflow == .truncate {
      let tokenizer = try await request.model().model.tokenizer
      hasOtherSide = side != tokenizer?.model.settings.truncationSide
      if hasOtherSide { call.overflow = .error }
    }
    do throws(ServingError) {
      return try await request.service.answer(to: call, from: request.connection)
    } catch {
      let failure = TEIFailure(error)
      guard hasOtherSide, error.isTooLong else { throw failure }
      throw TEIFailure(
        .validation,
        failure.message + "; this model does not truncate in the `truncation_direction` asked for")
    }
  }

  private static func response(
    _ json: JSONBytes, _ call: EmbeddingCall, _ answer: EmbeddingAnswer
  ) -> ServerResponse {
    var response = ServerResponse.vectors(
      json, of: answer.model, truncatedCount: answer.truncatedCount)
    let characterCount = call.inputs.reduce(0) { count, input in
      switch input {
      case .text(let text): count + text.unicodeScalars.count
      case .tokens(let ids): count + ids.count
      }
    }
    response.headers += [
      Header("x-compute-type", "cpu"), Header("x-compute-characters", "\(characterCount)"),
      Header("x-compute-tokens", "\(answer.tokenCount)"),
    ]
    return response
  }
}
