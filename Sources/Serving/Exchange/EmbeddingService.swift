/// Answers requests of every dialect, whatever they are carried by.
package final class EmbeddingService: Sendable {
  package let models: ModelShelf
  package let engine: BatchEngine
  package let options: ServiceOptions
  package let metrics = ServiceMetrics()
  private let routes: RouteTable

  /// Serves the models of `models`, which are run by `engine`.
  package init(models: ModelShelf, engine: BatchEngine, options: ServiceOptions = ServiceOptions())
  {
    self.models = models
    self.engine = engine
    self.options = options
    routes = RouteTable(EmbeddingService.allRoutes)
  }

  /// All that is served, whatever the models are.
  package static let allRoutes =
    OpenAIDialect.routes.counted(as: "openai") + OllamaDialect.routes.counted(as: "ollama")
    + CohereDialect.routes.counted(as: "cohere") + RerankDialect.routes.counted(as: "rerank")
    + TEIDialect.routes.counted(as: "tei") + HealthRoutes.routes + MetricsRoute.routes
    + TryPage.routes + ModelFacts.routes + OpenAPIDocument.routes

  /// The answer to a request; if the task is cancelled, its texts leave the queue.
  package func response(to request: ServerRequest) async -> ServerResponse {
    let record = RequestRecord.current ?? RequestRecord()
    let begin = ContinuousClock.now
    let response = await RequestRecord.$current.withValue(record) {
      await routes.response(to: request, of: self)
    }
    metrics.add(record.values, status: response.status, duration: .now - begin)
    return response
  }
}

/// How requests are read.
package struct ServiceOptions: Sendable {
  /// Whether lists of integers are taken for token ids of the model.
  package var acceptsTokenIDs = false
  /// The most texts of one request.
  package var maximumTextCount = 2048
  /// The model's prompt, by name, for requests that choose none; without one it is the model's default.
  package var defaultPrompt: String?
  /// The member of a request that holds a literal prompt, as Open WebUI's RAG_EMBEDDING_PREFIX_FIELD_NAME.
  package var prefixField = "prefix"
  /// Fields that have a meaning of their own, so that none of them can be the prefix field.
  package static let knownFields = [
    "input", "inputs", "texts", "query", "documents", "model", "prompt_name", "input_type", "task",
    "dimensions", "encoding_format", "user",
  ]
  /// The version that the server says it has.
  package var version = "0.0.0"

  package init() {}
}
