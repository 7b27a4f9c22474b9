package import Inference

/// Why a request gets no vectors; each dialect has its own words and status codes for it.
package enum ServingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The request is not what the route takes: field, what it takes, what was sent.
  case invalid(field: String, expected: String, found: String)
  /// No model has this name.
  case unknownModel(expected: [String], found: String)
  /// The model cannot be opened.
  case model(name: String, reason: String)
  /// The model does not take the request: its prompt, dimensions, outputs or one of its texts.
  case inference(InferenceError)
  /// There is no room in the queue; try again after some seconds.
  case overloaded(retryAfter: Int)
  /// The request waited longer than it may.
  case timedOut(seconds: Int)
  /// The client has gone away.
  case cancelled
  /// The server is about to end.
  case stopping

  /// One line for a person.
  package var description: String {
    switch self {
    case .invalid(let field, let expected, let found):
      "\(field): expected \(expected), found \(found)"
    case .unknownModel(let expected, let found):
      "model '\(found)': expected one of \(expected.joined(separator: ", "))"
    case .model(let name, let reason): "model '\(name)': \(reason)"
    case .inference(let error): error.description
    case .overloaded(let seconds): "the queue is full: try again in \(seconds) s"
    case .timedOut(let seconds): "the request waited for more than \(seconds) s"
    case .cancelled: "the request was cancelled"
    case .stopping: "the server is stopping"
    }
  }
}

extension InferenceError {
  /// The error without the number of the text that it is about.
  var cause: InferenceError {
    if case .text(_, let error) = self { error.cause } else { self }
  }
}
