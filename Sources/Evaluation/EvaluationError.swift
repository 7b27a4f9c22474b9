package import Base
package import HuggingFace
package import Inference
package import Kernels

/// Why vectors could not be verified or a retrieval set not be evaluated; every case says where, what
/// was expected and what was found.
package enum EvaluationError: Error, Equatable, Sendable {
  /// The result is no longer wanted.
  case cancelled
  /// The golden file is not a sound safetensors file.
  case safetensors(HuggingFaceError)
  /// The operating system refused a file or a folder.
  case file(FileError)
  /// The file is not strict JSON.
  case json(path: String, JSONError)
  /// The model could not be run on the texts.
  case inference(InferenceError)
  /// A library that ranking needs is not on this machine.
  case kernel(KernelError)

  /// A golden file, published figures, vectors of another program or a retrieval set is not as it
  /// must be; `place` begins with the file.
  case malformed(place: String, expected: String, found: String)
  /// A tensor `hidden.I` or `router_prob.I` is of a text that the file does not have.
  case detail(path: String, tensor: String, expected: String)
  /// The lines of a file cannot be read, or one of them is not what it should be.
  case lines(LineReadingError)
  /// A list of texts is empty.
  case noTexts(path: String)

  /// The golden vectors, or the reference's, have a size that the model does not give.
  case dimensions(expected: [Int], found: Int)
  /// The golden routing is of another number of layers, experts or chosen experts.
  case routing(tensor: String, field: String, expected: Int, found: Int)
  /// The golden hidden states are of another number of states or width.
  case hiddenStates(index: Int, expected: [Int], found: [Int])

  /// The model could not be run on a query or a document.
  case model(place: String, InferenceError)
}

extension EvaluationError: CustomStringConvertible {
  /// One line for a person: file, tensor or field, what was expected, what was found.
  package var description: String {
    switch self {
    case .cancelled: "cancelled"
    case .safetensors(let error): error.description
    case .file(let error): error.description
    case .json(let path, let error): "\(path): \(error)"
    case .inference(let error): error.description
    case .kernel(let error): error.description
    case .malformed(let place, let expected, let found):
      "\(place): expected \(expected), found \(found)"
    case .detail(let path, let tensor, let expected):
      "\(path): tensor '\(tensor)': expected \(expected) after the dot"
    case .lines(let error): error.description
    case .noTexts(let path): "\(path): expected at least one text, found none"
    case .dimensions(let expected, let found):
      "vectors: expected \(expected.map(String.init).joined(separator: " or ")) dimensions, found \(found)"
    case .routing(let tensor, let field, let expected, let found):
      "golden \(tensor): \(field): expected \(expected) as in the model, found \(found)"
    case .hiddenStates(let index, let expected, let found):
      "golden hidden.\(index): expected \(expected) as in the model, found \(found)"
    case .model(let place, let error): error.namesFile ? "\(error)" : "\(place): \(error)"
    }
  }
}

extension EvaluationError {
  /// The file that the error is about, of a model and its reference; `nil` if the description names it.
  package func file(model: String, reference: String) -> String? {
    switch self {
    case .inference(let error): error.namesFile ? nil : model
    case .dimensions, .routing, .hiddenStates: reference
    default: nil
    }
  }

  /// The result of `body`, or its error as one of texts that are counted from `offset`.
  static func running<Value>(
    after offset: Int = 0, _ body: @autoclosure () throws(InferenceError) -> Value
  ) throws(EvaluationError) -> Value {
    try wrapping(
      { (error: InferenceError) -> EvaluationError in .inference(error.shifted(by: offset)) },
      body())
  }
}

extension EvaluationError: JSONFieldError {
  package init(_ refusal: JSONRefusal) {
    let field = refusal.path.isEmpty ? "the whole text" : refusal.path
    self = .malformed(
      place: "\(refusal.file): field '\(field)'", expected: refusal.expected,
      found: refusal.description ?? refusal.found?.kind ?? "nothing")
  }
}
