/// The routes of text-embeddings-inference.
enum TEIDialect {
  static let routes = [
    route("POST", "/embed", TEIVectors.embed),
    route("POST", "/", TEIVectors.embed),
    route("POST", "/invocations", TEIVectors.embed),
    route("POST", "/embed_all", TEIVectors.embedAll),
    route("POST", "/embed_sparse", TEIVectors.embedSparse),
    route("POST", "/similarity", TEIVectors.similarity),
    route("POST", "/tokenize", TEITokens.tokenize),
    route("POST", "/decode", TEITokens.decode),
    route("GET", "/info", TEIInfo.info),
    Route("GET", "/health") { _, _ in TEIInfo.health },
    Route("GET", "/ping") { _, _ in TEIInfo.health },
  ]

  private static func route(
    _ method: String, _ path: String,
    _ respond:
      @escaping @Sendable (ServerRequest, EmbeddingService) async throws(TEIFailure) ->
      ServerResponse
  ) -> Route {
    Route(method, path) { request, service in
      do throws(TEIFailure) {
        return try await respond(request, service)
      } catch {
        return error.response
      }
    }
  }
}
