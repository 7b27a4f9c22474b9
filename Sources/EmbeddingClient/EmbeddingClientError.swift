#if Server
  /// Why a server gave no vectors.
  package enum EmbeddingClientError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The address is none of an HTTP server.
    case address(found: String)
    /// The server cannot be reached, or the connection broke.
    case connection(url: String, reason: String)
    /// The server refused the request.
    case status(url: String, code: Int, message: String)
    /// The answer is not what OpenAI's interface says.
    case answer(url: String, place: String, expected: String, found: String)

    /// One line for a person.
    package var description: String {
      switch self {
      case .address(let found):
        "expected an address such as http://127.0.0.1:8080, found \(found)"
      case .connection(let url, let reason): "\(url): \(reason)"
      case .status(let url, let code, let message):
        "\(url): expected status 200, found \(code)\(message.isEmpty ? "" : ": \(message)")"
      case .answer(let url, let place, let expected, let found):
        "\(url): \(place): expected \(expected), found \(found)"
      }
    }
  }
#endif
