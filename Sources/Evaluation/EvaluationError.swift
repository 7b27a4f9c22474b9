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

  /// Vectors of another program are not as many as texts, or one of them cannot be compared.
  case vectors(path: String, place: String, expected: String, found: String)
  /// A field of a JSON file is missing or has a value that cannot be used.
  case field(path: String, field: String, expected: String, found: String)
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

  /// A line of a retrieval set, or a field of it, is not what it should be.
  case line(place: String, expected: String, found: String)
  /// A folder has no retrieval set, nor has a folder in it.
  case noSet(path: String)
  /// A folder has none of the files of judgements that are looked for.
  case noJudgements(path: String, expected: [String])
  /// No figure of a retrieval set was published.
  case noPublishedSet(path: String, expected: [String], found: [String])
  /// A file has no entry.
  case empty(path: String, expected: String)
  /// Two lines of a file have the same identifier.
  case twice(place: String, identifier: String, firstLine: Int)
  /// A judgement is of a query that the set does not have.
  case unknownQuery(place: String, identifier: String, path: String)
  /// Two judgements of the same pair differ.
  case contradiction(place: String, query: String, document: String, first: Int, second: Int)
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
    case .field(let path, let field, let expected, let found):
      "\(path): field '\(field)': expected \(expected), found \(found)"
    case .lines(let error): error.description
    case .vectors(let path, let place, let expected, let found):
      "\(path): \(place): expected \(expected), found \(found)"
    case .noTexts(let path): "\(path): expected at least one text, found none"
    case .dimensions(let expected, let found):
      "vectors: expected \(expected.map(String.init).joined(separator: " or ")) dimensions, found \(found)"
    case .routing(let tensor, let field, let expected, let found):
      "golden \(tensor): \(field): expected \(expected) as in the model, found \(found)"
    case .hiddenStates(let index, let expected, let found):
      "golden hidden.\(index): expected \(expected) as in the model, found \(found)"
    default: goldenDescription ?? setDescription ?? "refused"
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

  private var setDescription: String? {
    switch self {
    case .line(let place, let expected, let found):
      "\(place): expected \(expected), found \(found)"
    case .noSet(let path):
      "\(path): expected corpus.jsonl, queries.jsonl and qrels, or folders that have them, found none"
    case .noJudgements(let path, let expected):
      "\(path): expected \(expected.joined(separator: " or ")), found none"
    case .noPublishedSet(let path, let expected, let found):
      "\(path): expected a figure of \(expected.joined(separator: " or ")) with its split and size, found "
        + (found.isEmpty ? "none" : "those of \(found.joined(separator: ", "))")
    case .empty(let path, let expected): "\(path): expected at least one \(expected), found none"
    case .twice(let place, let identifier, let firstLine):
      "\(place): expected every _id once, found \"\(identifier)\" of line \(firstLine) again"
    case .unknownQuery(let place, let identifier, let path):
      "\(place): expected a query of \(path), found \"\(identifier)\""
    case .contradiction(let place, let query, let document, let first, let second):
      "\(place): expected the score \(first) of an earlier line for \"\(query)\" and "
        + "\"\(document)\", found \(second)"
    case .model(let place, let error): "\(place): \(error)"
    default: nil
    }
  }
}

extension EvaluationError {
  /// The file that the error is about, of a model and its reference; `nil` if the description names it.
  package func file(model: String, reference: String) -> String? {
    switch self {
    case .inference: model
    case .dimensions, .routing, .hiddenStates: reference
    default: nil
    }
  }

  /// The result of `body`, or its error as one of texts that are counted from `offset`.
  static func running<Value>(
    after offset: Int = 0, _ body: () throws(InferenceError) -> Value
  ) throws(EvaluationError) -> Value {
    do throws(InferenceError) { return try body() } catch {
      throw .inference(error.shifted(by: offset))
    }
  }

  /// The result of `body`, or its error as one about the lines of a file.
  static func reading<Value>(
    _ body: () throws(LineReadingError) -> Value
  ) throws(EvaluationError) -> Value {
    do throws(LineReadingError) { return try body() } catch { throw .lines(error) }
  }
}

extension EvaluationError: JSONFieldError {
  package init(_ refusal: JSONRefusal) {
    self = .field(
      path: refusal.file, field: refusal.path.isEmpty ? "the whole text" : refusal.path,
      expected: refusal.expected,
      found: refusal.description ?? refusal.found?.kind ?? "nothing")
  }
}
