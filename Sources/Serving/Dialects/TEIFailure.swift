import Base
import Inference
import Tokenization

/// Why one of TEI's routes refuses a request.
///
/// Source: text-embeddings-inference 1.9, `router/src/lib.rs` (`ErrorType`), `router/src/http/server.rs` (its
/// status codes) and `core/src/lib.rs` (the words).
package struct TEIFailure: Error, Equatable {
  /// TEI's word for it, which decides the status.
  enum Kind: String {
    case unhealthy = "Unhealthy"
    case backend = "Backend"
    case overloaded = "Overloaded"
    case validation = "Validation"
    case tokenizer = "Tokenizer"
    case empty = "Empty"

    var status: Int {
      switch self {
      case .unhealthy: 503
      case .backend: 424
      case .overloaded: 429
      case .validation, .tokenizer: 422
      case .empty: 400
      }
    }
  }

  let kind: Kind
  let message: String
  /// What is answered: the kind's, but for a body that is no JSON.
  let status: Int
  /// After how many seconds to try again.
  let retryAfter: Int?

  init(_ kind: Kind, _ message: String, status: Int? = nil, retryAfter: Int? = nil) {
    self.kind = kind
    self.message = message
    self.status = status ?? kind.status
    self.retryAfter = retryAfter
  }

  /// What TEI says of an empty text, and of no texts.
  static func empty(_ field: String) -> TEIFailure {
    TEIFailure(.empty, "Input validation error: `\(field)` cannot be empty")
  }

  static func invalid(_ message: String) -> TEIFailure {
    TEIFailure(.validation, "Input validation error: \(message)")
  }

  /// The answer in TEI's form.
  package var response: ServerResponse {
    var response = ServerResponse.json(
      ["error": .string(message), "error_type": .string(kind.rawValue)], status: status)
    if let retryAfter { response.headers.append(Header("retry-after", "\(retryAfter)")) }
    return response
  }
}

extension TEIFailure {
  /// TEI's word for an error.
  package init(_ error: ServingError) {
    switch error {
    case .invalid, .unknownModel: self = .invalid(error.description)
    case .model: self.init(.backend, "Backend error: \(error)")
    case .inference(let error): self.init(error)
    case .overloaded(let seconds):
      self.init(.overloaded, "Model is overloaded", retryAfter: seconds)
    case .timedOut: self.init(.overloaded, "Model is overloaded: \(error)", retryAfter: 1)
    case .cancelled, .stopping: self.init(.unhealthy, error.description)
    }
  }

  init(_ error: InferenceError) {
    switch error.cause {
    case .tokenization(.tooManyTokens(let limit, let found)), .tooManyTokens(let limit, let found):
      self = .invalid("`inputs` must have at most \(limit) tokens. Given: \(found)")
    case .unsupportedDimensions, .unknownPrompt, .noTokens, .unknownToken:
      self = .invalid(error.description)
    case .noTokenizer, .tokenization: self.init(.tokenizer, "tokenizer error \(error)")
    default: self.init(.backend, "Backend error: \(error)")
    }
  }
}
