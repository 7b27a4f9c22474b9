import Base
import Inference
import Model
import Tokenization

/// A request to one of TEI's routes: its members, and the model that it is for.
///
/// TEI serves one model and asks for none. Here the header `X-Model` or the query's `model` names one of
/// several; without either it is the first.
struct TEIRequest {
  let fields: RequestFields
  /// The model's name, if the request has one.
  let modelName: String?
  let service: EmbeddingService
  let connection: ConnectionID

  var options: ServiceOptions { service.options }

  /// - Throws: `TEIFailure` if the body is no JSON object: 400 for a text that is no JSON, as TEI has it.
  init(_ request: ServerRequest, _ service: EmbeddingService) throws(TEIFailure) {
    let fields: RequestFields
    do throws(ServingError) {
      fields = try request.fields()
    } catch {
      let isJSON = (try? JSONValue(parsing: request.body)) != nil
      throw TEIFailure(.validation, error.description, status: isJSON ? 422 : 400)
    }
    try self.init(request, fields, service)
  }

  /// A request whose body has been read.
  ///
  /// - Throws: `TEIFailure` if its query names a model that there is not.
  init(
    _ request: ServerRequest, _ fields: RequestFields, _ service: EmbeddingService
  ) throws(TEIFailure) {
    self.fields = fields
    modelName = try TEIRequest.modelName(request, service)
    self.service = service
    connection = request.connection
  }

  /// The model that a request is for.
  static func model(
    _ request: ServerRequest, _ service: EmbeddingService
  ) async throws(TEIFailure) -> ServedModel {
    try await model(named: try modelName(request, service), service)
  }

  /// The model that the request is for.
  func model() async throws(TEIFailure) -> ServedModel {
    try await TEIRequest.model(named: modelName, service)
  }

  private static func model(
    named name: String?, _ service: EmbeddingService
  ) async throws(TEIFailure) -> ServedModel {
    do throws(ServingError) {
      return try await service.models.model(named: name)
    } catch {
      throw TEIFailure(error)
    }
  }

  /// The header's name, else the query's; the query's must be that of a model in any case.
  private static func modelName(
    _ request: ServerRequest, _ service: EmbeddingService
  ) throws(TEIFailure) -> String? {
    let (header, query) = (request.header("x-model"), request.queryValue("model"))
    let names = service.models.names
    if let query, !names.contains(where: { $0.hasSameBytes(as: query) }) {
      throw TEIFailure(ServingError.unknownModel(expected: names, found: query))
    }
    return header ?? query
  }

  /// The call that a request for vectors of `inputs` makes; `parameters` has truncation and prompt.
  func call(
    _ inputs: [VectorRun.Input], _ parameters: RequestFields?
  ) throws(TEIFailure) -> EmbeddingCall {
    try refusing { () throws(ServingError) in
      var call = EmbeddingCall(model: modelName, inputs: inputs)
      call.overflow = try parameters?.optionalBool("truncate") == false ? .error : .truncate
      call.prompt = try parameters?.promptSelection(options) ?? .modelDefault
      return call
    }
  }

  /// The end that a text which is too long is to lose, if the request says it.
  func truncationSide(_ parameters: RequestFields?) throws(TEIFailure) -> TruncationSide? {
    try refusing { () throws(ServingError) in
      guard let field = try parameters?.optional("truncation_direction") else { return nil }
      return try field.value("\"Left\" or \"Right\"") { value in
        switch value.string {
        case "Left", "left": .left
        case "Right", "right": .right
        default: nil
        }
      }
    }
  }

  /// `inputs`: a text, token ids, or an array of those.
  func inputs() throws(TEIFailure) -> [VectorRun.Input] {
    let expected = "a string, token ids or an array of those"
    let (member, isOneInput) = try refusing { () throws(ServingError) in
      let member = try fields.member("inputs", expected: expected)
      if member.value.string != nil { return (member, true) }
      try checkLength(of: member)
      let elements = try member.elements(expected)
      return (member, !elements.isEmpty && elements.allSatisfy { $0.value.integer != nil })
    }
    var inputs: [VectorRun.Input] = []
    for element in try list(member, isOne: isOneInput, expected, field: "inputs") {
      inputs.append(try input(element))
    }
    return inputs
  }

  /// A member that is one input, or its elements, neither none nor too many.
  func list(
    _ member: RequestFields, isOne: Bool, _ expected: String, field: String
  ) throws(TEIFailure) -> [RequestFields] {
    guard !isOne else { return [member] }
    let elements = try refusing { () throws(ServingError) in try member.elements(expected) }
    try checkCount(elements.count, field: field)
    return Array(elements)
  }

  /// Refuses an array that is too long for texts and for token ids, before its elements are looked at.
  func checkLength(of member: RequestFields) throws(ServingError) {
    let limit = max(options.maximumTextCount, TEIRequest.maximumIDCount)
    guard let count = member.value.array?.count, count > limit else { return }
    throw member.failure(expected: "at most \(limit) elements", found: "\(count)")
  }

  /// The most token ids of one text, more than any model takes.
  static let maximumIDCount = 1 << 16

  /// Refuses no texts, and more than one request may have.
  func checkCount(_ count: Int, field: String) throws(TEIFailure) {
    guard count > 0 else { throw .empty(field) }
    guard count <= options.maximumTextCount else {
      throw TEIFailure(
        .validation,
        "batch size \(count) > maximum allowed batch size \(options.maximumTextCount)")
    }
  }

  /// A text, which may not be empty.
  func text(_ field: RequestFields) throws(TEIFailure) -> String {
    let text = try refusing { () throws(ServingError) in try field.string() }
    guard !text.isEmpty else { throw .empty("inputs") }
    return text
  }

  private func input(_ field: RequestFields) throws(TEIFailure) -> VectorRun.Input {
    guard field.value.array != nil else { return .text(try text(field)) }
    let ids = try TEIRequest.tokenIDs(field)
    guard !ids.isEmpty else { throw .empty("inputs") }
    guard options.acceptsTokenIDs else {
      throw .invalid(
        "`\(field.path)`: token ids are taken only if the server is started with --token-ids, and must "
          + "be those of the model's own tokenizer")
    }
    return .tokens(ids)
  }

  static func tokenIDs(_ field: RequestFields) throws(TEIFailure) -> [Int32] {
    try refusing { () throws(ServingError) in
      if let count = field.value.array?.count, count > maximumIDCount {
        throw field.failure(expected: "at most \(maximumIDCount) token ids", found: "\(count)")
      }
      return try field.elements("an array of token ids").map { (element) throws(ServingError) in
        Int32(truncatingIfNeeded: try element.integer(in: 0...Int(Int32.max)))
      }
    }
  }
}

/// What `body` makes, its errors in TEI's words.
func refusing<Value>(
  _ body: () throws(ServingError) -> Value
) throws(TEIFailure) -> Value {
  do throws(ServingError) { return try body() } catch { throw TEIFailure(error) }
}
