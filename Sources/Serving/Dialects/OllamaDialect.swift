import Tokenization
import Model
import Base
import CrestFormat
import Inference

/// What Ollama has of its API for embedding models.
///
/// As Ollama does, `/api/embed` gives vectors of length 1 and an empty list for no text or an empty one. Unlike
/// it, a size that the model does not list is refused, and a text that is longer than the option `num_ctx`, which it
/// cuts. Other `options` and `keep_alive` change nothing.
package enum OllamaDialect {
  static let routes = [
    Route("POST", "/api/embed") { request, service in await embed(request, service) },
    Route("POST", "/api/embeddings") { request, service in await embeddings(request, service) },
    Route("GET", "/api/tags") { _, service in await tags(service) },
    Route("POST", "/api/show") { request, service in await show(request, service) },
    Route("GET", "/api/version") { _, service in
      .json(["version": .string(service.options.version)])
    },
  ]

  /// The error as Ollama's clients read it.
  package static func failure(_ error: ServingError) -> ServerResponse {
    let message =
      switch error {
      case .unknownModel(_, let found): "model '\(found)' not found"
      case _ where error.isTooLong: "the input length exceeds the context length: \(error)"
      default: error.description
      }
    return .failure(error, ["error": .string(message)])
  }

  private static func embed(
    _ request: ServerRequest, _ service: EmbeddingService
  ) async -> ServerResponse {
    let start = ContinuousClock.now
    do throws(ServingError) {
      let fields = try request.fields()
      let name = try fields.optionalString("model")
      var call = EmbeddingCall(
        model: modelName(name, service), inputs: try inputs(fields, service.options))
      call.prompt = try fields.promptSelection(service.options)
      call.normalizes = true
      let size = try fields.optionalInteger("dimensions", in: 0...Int(Int32.max))
      call.dimensions = size == 0 ? nil : size
      if try fields.optionalBool("truncate") == false { call.overflow = .error }
      let model = try await service.models.model(named: call.model)
      let loaded = ContinuousClock.now
      var json = JSONBytes()
      json.append(json: #"{"model":"#)
      json.append(.string(name ?? model.name))
      json.append(json: #","embeddings":"#)
      guard !call.inputs.isEmpty else {
        _ = try service.run(for: call, model)
        json.append(json: "[]}")
        return .json(json.bytes)
      }
      let answer = try await service.answer(to: call, from: request.connection)
      try check(answer, fields)
      json.append(answer.outputs) { json, output in json.append(output.embedding.dense) }
      json.append(json: #","total_duration":"#)
      json.append(nanoseconds(ContinuousClock.now - start))
      json.append(json: #","load_duration":"#)
      json.append(nanoseconds(loaded - start))
      json.append(json: #","prompt_eval_count":"#)
      json.append(.integer(answer.tokenCount))
      json.append(json: "}")
      return .vectors(json, of: answer.model, truncatedCount: answer.truncatedCount)
    } catch {
      return failure(error)
    }
  }

  /// The older route: one text as `prompt`, its vector as the model gives it.
  private static func embeddings(
    _ request: ServerRequest, _ service: EmbeddingService
  ) async -> ServerResponse {
    do throws(ServingError) {
      let fields = try request.fields()
      let text = try fields.optionalString("prompt") ?? ""
      var call = EmbeddingCall(
        model: try modelName(fields.optionalString("model"), service), inputs: [.text(text)])
      call.prompt = try fields.promptSelection(service.options, isPromptText: true)
      guard !text.isEmpty else {
        _ = try service.run(for: call, await service.models.model(named: call.model))
        return .json(["embedding": []])
      }
      let answer = try await service.answer(to: call, from: request.connection)
      try check(answer, fields)
      var json = JSONBytes()
      json.append(json: #"{"embedding":"#)
      json.append(answer.outputs[0].embedding.dense)
      json.append(json: "}")
      return .vectors(json, of: answer.model, truncatedCount: answer.truncatedCount)
    } catch {
      return failure(error)
    }
  }

  /// Refuses texts that Ollama would cut to a smaller context than the model's.
  private static func check(
    _ answer: EmbeddingAnswer, _ fields: RequestFields
  ) throws(ServingError) {
    guard let options = try fields.optional("options"),
      let limit = try options.optionalInteger("num_ctx", in: 0...Int(Int32.max)), limit > 0,
      let longest = answer.outputs.map(\.tokenCount).max(), longest > limit
    else { return }
    throw .invalid(
      field: "options.num_ctx", expected: "at least \(longest), as no text is cut to it",
      found: "\(limit)")
  }

  private static func inputs(
    _ fields: RequestFields, _ options: ServiceOptions
  ) throws(ServingError) -> [VectorRun.Input] {
    guard let member = try fields.optional("input") else { return [] }
    if let text = member.value.string { return text.isEmpty ? [] : [.text(text)] }
    guard member.value.array?.isEmpty != true else { return [] }
    return try EmbeddingInputs(options: options).list(member).map {
      (element) throws(ServingError) in .text(try element.string())
    }
  }

  /// The name on the shelf of what Ollama calls `name:latest`.
  private static func modelName(_ name: String?, _ service: EmbeddingService) -> String? {
    guard let name, !service.models.names.contains(where: { $0.hasSameBytes(as: name) }) else {
      return name
    }
    let tag = Array(":latest".utf8)
    guard name.utf8.count > tag.count, Array(name.utf8.suffix(tag.count)) == tag else {
      return name
    }
    return String(decoding: Array(name.utf8.dropLast(tag.count)), as: UTF8.self)
  }

  private static func nanoseconds(_ duration: Duration) -> JSONValue {
    let (seconds, attoseconds) = duration.components
    return .integer(Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000))
  }

  /// All models; one that cannot be opened by its name alone.
  private static func tags(_ service: EmbeddingService) async -> ServerResponse {
    var models: [JSONValue] = []
    for name in service.models.names {
      let tagged = JSONValue.string(tagged(name))
      guard let served = try? await service.models.model(named: name) else {
        models.append(["name": tagged, "model": tagged])
        continue
      }
      models.append([
        "name": tagged, "model": tagged, "size": .integer(served.file.mapping.byteCount),
        "digest": .string(served.file.manifest.fingerprint.description), "details": details(served),
      ])
    }
    return .json(["models": .array(models)])
  }

  private static func tagged(_ name: String) -> String {
    name.utf8.contains(UInt8(ascii: ":")) ? name : "\(name):latest"
  }

  private static func details(_ served: ServedModel) -> JSONValue {
    let family = JSONValue.string(served.model.configuration.architecture)
    return [
      "parent_model": "", "format": "crest", "family": family, "families": [family],
      "parameter_size": "",
      "quantization_level": .string(TEIInfo.weightType(served.file.manifest)),
    ]
  }

  private static func show(
    _ request: ServerRequest, _ service: EmbeddingService
  ) async -> ServerResponse {
    do throws(ServingError) {
      let fields = try request.fields()
      var name = try fields.optionalString("model")
      if name == nil { name = try fields.optionalString("name") }
      guard let name else {
        throw .invalid(field: "model", expected: "a string", found: "nothing")
      }
      let served = try await service.models.model(named: modelName(name, service))
      let (configuration, sentence) = (served.model.configuration, served.model.sentence)
      let family = configuration.architecture
      var info = JSONObject()
      info.append("general.architecture", .string(family))
      info.append("\(family).block_count", .integer(configuration.layerCount))
      info.append("\(family).context_length", .integer(sentence.maximumTokenCount))
      info.append("\(family).embedding_length", .integer(sentence.usualSize))
      return .json([
        "modelfile": "", "parameters": "", "template": "", "details": details(served),
        "model_info": .object(info), "capabilities": ["embedding"],
      ])
    } catch {
      return failure(error)
    }
  }
}
