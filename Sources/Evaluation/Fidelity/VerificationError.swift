public import Base
public import HuggingFace
public import Inference

/// Why a verification could not be made; every case says where, what was expected, what was found.
public enum VerificationError: Error, Equatable, Sendable {
  /// The golden file is not a sound safetensors file.
  case safetensors(HuggingFaceError)
  /// The operating system refused a file.
  case file(FileError)
  /// The file is not strict JSON.
  case json(path: String, JSONError)
  /// The model could not be run on the texts.
  case inference(InferenceError)

  /// The golden file was written for another version of its format.
  case version(path: String, expected: String, found: String)
  /// The golden file has neither texts nor token ids.
  case noInput(path: String)
  /// The golden file lacks a tensor that it needs.
  case missingTensor(path: String, tensor: String, reason: String)
  /// A tensor of the golden file has another element type than the format allows.
  case elementType(path: String, tensor: String, expected: String, found: String)
  /// A tensor of the golden file has another shape than the rest of the file asks for.
  case shape(path: String, tensor: String, expected: String, found: [Int])
  /// A value of a golden tensor is NaN or infinite.
  case notFinite(path: String, tensor: String, index: [Int])
  /// A value of a golden tensor is outside its range.
  case value(path: String, tensor: String, index: [Int], expected: String, found: Int)
  /// The golden file has several tensors `router_topK`, or one whose K is no number of experts.
  case routers(path: String, found: [String])
  /// A tensor `hidden.I` or `router_prob.I` is of a text that the file does not have.
  case detail(path: String, tensor: String, expected: String)
  /// A key of `__metadata__` has a value that cannot be used.
  case metadata(path: String, key: String, expected: String, found: String)

  /// A field of a JSON file is missing or has a value that cannot be used.
  case field(path: String, field: String, expected: String, found: String)
  /// A file of texts cannot be read, or a line of it cannot be used.
  case lines(LineReadingError)
  /// A list of texts is empty.
  case noTexts(path: String)

  /// The golden vectors, or the reference's, have a size that the model does not give.
  case dimensions(expected: [Int], found: Int)
  /// The golden routing is of another number of layers, experts or chosen experts.
  case routing(tensor: String, field: String, expected: Int, found: Int)
  /// The golden hidden states are of another number of states or width.
  case hiddenStates(index: Int, expected: [Int], found: [Int])
}

extension VerificationError: CustomStringConvertible {
  /// One line for a person: file, tensor or field, what was expected, what was found.
  public var description: String {
    switch self {
    case .safetensors(let error): error.description
    case .file(let error): error.description
    case .json(let path, let error): "\(path): \(error)"
    case .inference(let error): error.description
    case .field(let path, let field, let expected, let found):
      "\(path): field '\(field)': expected \(expected), found \(found)"
    case .lines(let error): error.description
    case .noTexts(let path): "\(path): expected at least one text, found none"
    case .dimensions(let expected, let found):
      "vectors: expected \(expected.map(String.init).joined(separator: " or ")) dimensions, found \(found)"
    case .routing(let tensor, let field, let expected, let found):
      "golden \(tensor): \(field): expected \(expected) as in the model, found \(found)"
    case .hiddenStates(let index, let expected, let found):
      "golden hidden.\(index): expected \(expected) as in the model, found \(found)"
    default: goldenDescription ?? "refused"
    }
  }

  private var goldenDescription: String? {
    switch self {
    case .version(let path, let expected, let found):
      "\(path): metadata 'format': expected \(expected), found \(found)"
    case .noInput(let path):
      "\(path): expected the metadata 'texts' (a JSON array of strings), or the tensors "
        + "'input_ids' [N, L] of I32 or I64 and 'lengths' [N], found neither"
    case .missingTensor(let path, let tensor, let reason):
      "\(path): expected a tensor '\(tensor)' \(reason), found none"
    case .elementType(let path, let tensor, let expected, let found):
      "\(path): tensor '\(tensor)': expected elements of \(expected), found \(found)"
    case .shape(let path, let tensor, let expected, let found):
      "\(path): tensor '\(tensor)': expected the shape \(expected), found \(found)"
    case .notFinite(let path, let tensor, let index):
      "\(path): tensor '\(tensor)': expected finite values, found one at \(index) that is not"
    case .value(let path, let tensor, let index, let expected, let found):
      "\(path): tensor '\(tensor)' at \(index): expected \(expected), found \(found)"
    case .routers(let path, let found):
      "\(path): expected at most one tensor router_topK, K from 1 to 255, found "
        + found.joined(separator: ", ")
    case .detail(let path, let tensor, let expected):
      "\(path): tensor '\(tensor)': expected \(expected) after the dot"
    case .metadata(let path, let key, let expected, let found):
      "\(path): metadata '\(key)': expected \(expected), found \(found)"
    default: nil
    }
  }
}

extension VerificationError {
  /// The result of `body`, or its error as one of texts that are counted from `offset`.
  static func running<Value>(
    after offset: Int = 0, _ body: () throws(InferenceError) -> Value
  ) throws(VerificationError) -> Value {
    do throws(InferenceError) { return try body() } catch {
      throw .inference(error.shifted(by: offset))
    }
  }
}

extension VerificationError: JSONFieldError {
  package init(_ refusal: JSONRefusal) {
    self = .field(
      path: refusal.file, field: refusal.path.isEmpty ? "the whole text" : refusal.path,
      expected: refusal.expected,
      found: refusal.description ?? refusal.found?.kind ?? "nothing")
  }
}
