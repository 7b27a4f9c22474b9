import Inference
import Tokenization
package import Base

extension ServerResponse {
  /// A JSON answer with vectors, or with what was made of some: how many texts were cut, and the fingerprint of
  /// the model's file.
  package static func vectors(
    _ json: JSONBytes, of model: ServedModel, truncatedCount: Int
  ) -> ServerResponse {
    var response = ServerResponse.json(json.bytes)
    response.headers.append(Header("x-embedding-truncated", String(truncatedCount)))
    if let fingerprint = model.model.fingerprint {
      response.headers.append(Header("x-model-fingerprint", fingerprint.description))
    }
    return response
  }

  /// A dialect's error, with the headers that every dialect gives it.
  package static func failure(_ error: ServingError, _ body: JSONValue) -> ServerResponse {
    var response = ServerResponse.json(body, status: error.status)
    if case .overloaded(let seconds) = error {
      response.headers.append(Header("retry-after", String(seconds)))
    }
    return response
  }
}

extension ServingError {
  /// The status code in the dialects that have no other for it.
  package var status: Int {
    switch self {
    case .invalid: 400
    case .unknownModel: 404
    case .model: 500
    case .inference: isFaultOfRequest ? 400 : 500
    case .overloaded: 429
    case .timedOut, .stopping: 503
    case .cancelled: 499
    }
  }

  /// Whether another request could do better.
  package var isFaultOfRequest: Bool {
    switch self {
    case .invalid, .unknownModel: true
    case .inference(let error):
      switch error.cause {
      case .unsupportedDimensions, .unknownPrompt, .noTokenizer, .unsupportedOutput, .tokenization,
        .noTokens, .tooManyTokens, .unknownToken:
        true
      default: false
      }
    default: false
    }
  }

  /// Whether a text has more tokens than the model takes.
  package var isTooLong: Bool {
    guard case .inference(let error) = self else { return false }
    return switch error.cause {
    case .tooManyTokens, .tokenization(.tooManyTokens): true
    default: false
    }
  }

  /// The member of a request that is at fault, by what most dialects call it.
  var field: String? {
    switch self {
    case .invalid(let field, _, _): field
    case .unknownModel: "model"
    case .inference(.unsupportedDimensions): "dimensions"
    case .inference(.unknownPrompt): "prompt_name"
    case .inference(.text): "input"
    default: nil
    }
  }
}
