import Base

/// Who may ask for what.
package struct AccessPolicy: Sendable {
  /// `nil` if no key is needed.
  package var keys: AccessKeys?
  /// `nil` if no browser is told that pages of others may use the server.
  package var origins: CrossOrigins?

  package init(keys: AccessKeys? = nil, origins: CrossOrigins? = nil) {
    self.keys = keys
    self.origins = origins
  }

  /// The answer to a request that does not reach its route, found without its body; `nil` if it does.
  package func answer(to request: ServerRequest) -> ServerResponse? {
    if let preflight = origins?.preflight(request) { return preflight }
    guard let keys, !AccessPolicy.isOpen(request) else { return nil }
    guard let key = AccessPolicy.key(in: request) else {
      return refusal("expected the header 'Authorization: Bearer KEY', found none")
    }
    return keys.contains(key) ? nil : refusal("the key is not one of this server's")
  }

  /// What every answer to a request from `origin` says besides its own headers.
  package func headers(for origin: String?) -> [Header] { origins?.headers(for: origin) ?? [] }

  /// What needs no key: whether the server is well, and the page, which asks for the key itself.
  ///
  /// Posting to the page's path asks for vectors.
  private static func isOpen(_ request: ServerRequest) -> Bool {
    request.method == "GET" && openPaths.contains(Identifier(request.path))
  }

  private static let openPaths: Set<Identifier> = ["/", "/health", "/health/live", "/health/ready"]

  private static func key(in request: ServerRequest) -> String? {
    if let field = request.header("authorization") {
      let parts = field.split(separator: " ", maxSplits: 1)
      if parts.count == 2, parts[0].lowercased() == "bearer" {
        return String(parts[1].drop { $0 == " " })
      }
    }
    return request.header("api-key")
  }

  private func refusal(_ message: String) -> ServerResponse {
    var response = ServerResponse.refusal(message, status: 401)
    response.headers.append(Header("www-authenticate", "Bearer"))
    return response
  }
}

extension ServerResponse {
  /// An error that no dialect has words for, as it was found before the route.
  package static func refusal(_ message: String, status: Int) -> ServerResponse {
    .json(["error": .string(message)], status: status)
  }
}
