import Base

/// A path that is served, by its methods.
package struct Route: Sendable {
  package let method: String
  package let path: String
  package let respond: @Sendable (ServerRequest, EmbeddingService) async -> ServerResponse

  package init(
    _ method: String, _ path: String,
    _ respond: @escaping @Sendable (ServerRequest, EmbeddingService) async -> ServerResponse
  ) {
    self.method = method
    self.path = path
    self.respond = respond
  }
}

/// All paths that are served.
struct RouteTable: Sendable {
  private let routes: [String: [Route]]

  /// - Precondition: no path has a method twice.
  init(_ routes: [Route]) {
    self.routes = Dictionary(grouping: routes, by: \.path)
    precondition(self.routes.values.allSatisfy { Set($0.map(\.method)).count == $0.count })
  }

  /// What the route answers; 404 for an unknown path, 405 for a method that it does not have.
  func response(
    to request: ServerRequest, of service: EmbeddingService
  ) async -> ServerResponse {
    guard let methods = routes[request.path] else {
      return .json(["error": .string("no such path: \(request.path)")], status: 404)
    }
    guard let route = methods.first(where: { $0.method == request.method }) else {
      var response = ServerResponse.json(
        ["error": .string("method \(request.method) is not served here")], status: 405)
      response.headers.append(Header("allow", methods.map(\.method).joined(separator: ", ")))
      return response
    }
    return await route.respond(request, service)
  }
}
