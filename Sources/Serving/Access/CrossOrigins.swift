import Base

/// The web pages that may use the server from a browser.
package enum CrossOrigins: Sendable, Equatable {
  case any
  /// Origins such as `https://example.org`.
  case listed([String])

  /// What to tell the browser about a request that came from `origin`; nothing if it may not.
  package func headers(for origin: String?) -> [Header] {
    switch self {
    case .any:
      return [Header("access-control-allow-origin", "*"), CrossOrigins.exposed]
    case .listed(let origins):
      let vary = Header("vary", "origin")
      guard let origin, origins.contains(where: { $0.hasSameBytes(as: origin) }) else {
        return [vary]
      }
      return [Header("access-control-allow-origin", origin), CrossOrigins.exposed, vary]
    }
  }

  /// The answer to a browser's question whether it may send a request; `nil` if this is no such question.
  ///
  /// The headers of `headers(for:)` are not among its own.
  func preflight(_ request: ServerRequest) -> ServerResponse? {
    guard request.method == "OPTIONS", request.header("origin") != nil,
      request.header("access-control-request-method") != nil
    else { return nil }
    var headers = [
      Header("access-control-allow-methods", "GET, HEAD, POST, DELETE, OPTIONS"),
      Header("access-control-max-age", "86400"),
    ]
    if let names = request.header("access-control-request-headers"), CrossOrigins.isList(names) {
      headers.append(Header("access-control-allow-headers", names))
    }
    return ServerResponse(status: 204, headers: headers, body: [])
  }

  private static let exposed = Header(
    "access-control-expose-headers",
    "x-embedding-truncated, x-rerank-scoring, x-model-fingerprint, retry-after")

  /// Whether a text is a list of names of header fields.
  private static func isList(_ text: String) -> Bool {
    text.utf8.count <= 1024
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
          UInt8(ascii: ","), UInt8(ascii: " "):
          true
        default: false
        }
      }
  }
}
