import Base

/// Whether the server is to be restarted, and whether it is to be sent requests.
enum HealthRoutes {
  static let routes = [
    Route("GET", "/health/live") { _, _ in .json(["status": "ok"]) },
    Route("GET", "/health/ready") { _, service in await ready(service) },
  ]

  /// Ready is a server whose first model opens.
  private static func ready(_ service: EmbeddingService) async -> ServerResponse {
    do throws(ServingError) {
      _ = try await service.models.model(named: nil)
      return .json(["status": "ok"])
    } catch {
      return .refusal(error.description, status: 503)
    }
  }
}
