import Base
import CrestFormat
import Inference
import Kernels
import Model

/// What the page says of the models.
enum ModelFacts {
  static let routes = [
    Route("GET", "/goldcrest/models") { _, service in
      .json(["models": .array(service.models.names.map { .string($0) })])
    },
    Route("GET", "/goldcrest/models/*") { request, service in await facts(request, service) },
  ]

  /// The facts of the model that the path names, which is opened for them.
  private static func facts(
    _ request: ServerRequest, _ service: EmbeddingService
  ) async -> ServerResponse {
    do throws(ServingError) {
      let served = try await service.models.model(
        named: request.pathRest(after: "/goldcrest/models/"))
      return .json(json(served))
    } catch {
      if case .unknownModel = error { return .refusal(error.description, status: 404) }
      return .refusal(error.description, status: 500)
    }
  }

  private static func json(_ served: ServedModel) -> JSONValue {
    let (model, manifest) = (served.model, served.file.manifest)
    let sentence = model.sentence
    return [
      "name": .string(served.name),
      "dimensions": .array(sentence.dimensions.map { .integer($0) }),
      "usual_dimensions": .integer(sentence.usualSize),
      "maximum_tokens": .integer(sentence.maximumTokenCount),
      "pooling": .string(sentence.pooling.rawValue),
      "normalizes": .bool(sentence.normalizes),
      "prompts": .array(
        sentence.prompts.map { ["name": .string($0.name), "text": .string($0.text)] }),
      "default_prompt": sentence.defaultPromptName.map { .string($0) } ?? .null,
      "parameters": .integer(manifest.parameterCount),
      "fingerprint": .string(manifest.fingerprint.description),
      "file_bytes": .integer(served.file.mapping.byteCount),
      "memory_bytes": .integer(Platform.peakByteCount),
      "kernel": .string(model.options.kernels.name),
      "threads": .integer(model.options.threadCount),
      "fidelity": fidelity(manifest),
    ]
  }

  private static func fidelity(_ manifest: Manifest) -> JSONValue {
    guard let fidelity = manifest.fidelity else { return .null }
    let reference =
      switch fidelity.reference {
      case .golden: "golden"
      case .original: "original"
      }
    return [
      "reference": .string(reference),
      "count": .integer(fidelity.count),
      "metrics": .array(
        fidelity.metrics.map { ["name": .string($0.name), "value": .number($0.value)] }),
    ]
  }
}
