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
