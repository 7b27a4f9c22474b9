import Base

/// A path that is served, by its methods; `/*` at its end stands for anything that is not empty.
package struct Route: Sendable {
  package let method: String
  package let path: String
  /// What its requests are counted as; `nil` for those that are not.
  package private(set) var dialect: String?
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

extension [Route] {
  /// The same routes, their requests counted as those of a dialect.
  package func counted(as dialect: String) -> [Route] { map { $0.counted(as: dialect) } }
}

extension Route {
  fileprivate func counted(as dialect: String) -> Route {
    var route = self
    route.dialect = dialect
    return route
  }
}

/// All paths that are served.
struct RouteTable: Sendable {
  private let routes: [String: [Route]]
  /// The paths that end in `/*`, without the asterisk, the longest first.
  private let prefixes: [String]

  /// - Precondition: no path has a method twice.
  init(_ routes: [Route]) {
    self.routes = Dictionary(grouping: routes, by: \.path)
    precondition(self.routes.values.allSatisfy { Set($0.map(\.method)).count == $0.count })
    prefixes = self.routes.keys.filter { $0.hasSuffix("/*") }.map { String($0.dropLast()) }
      .sorted { $0.utf8.count > $1.utf8.count }
  }

  /// What the route answers; 404 for an unknown path, 405 for a method that it does not have.
  func response(
    to request: ServerRequest, of service: EmbeddingService
  ) async -> ServerResponse {
    guard let methods = routes[request.path] ?? prefixed(request.path) else {
      return .json(["error": .string("no such path: \(request.path)")], status: 404)
    }
    guard let route = methods.first(where: { $0.method == request.method }) else {
      var response = ServerResponse.json(
        ["error": .string("method \(request.method) is not served here")], status: 405)
      response.headers.append(Header("allow", methods.map(\.method).joined(separator: ", ")))
      return response
    }
    RequestRecord.current?.note(dialect: route.dialect)
    return await route.respond(request, service)
  }

  /// The routes of the longest path with `/*` that a path begins with.
  private func prefixed(_ path: String) -> [Route]? {
    let bytes = path.utf8
    return prefixes.first { bytes.count > $0.utf8.count && bytes.starts(with: $0.utf8) }
      .flatMap { routes["\($0)*"] }
  }
}
