public import Model
public import CrestFormat
public import Tokenization

/// What the runtime refuses: a model it cannot run, or input the model cannot take.
public enum InferenceError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The weights lack a tensor that the graph needs.
  case missingTensor(String)
  /// A tensor has another shape or encoding than the graph needs.
  case wrongTensor(String, expected: String, found: String)
  /// A number of the model is one that the kernels do not take.
  case unsupportedModel(field: String, expected: String, found: String)
  /// A text gave no tokens, or no ids were given.
  case noTokens(index: Int)
  /// A text has more tokens than the model takes.
  case tooManyTokens(index: Int, expected: Int, found: Int)
  /// A token id has no row in the table.
  case unknownToken(index: Int, expected: Int, found: Int)
  /// The model lists no such size.
  case unsupportedDimensions(expected: [Int], found: Int)
  /// The model has no prompt of this name.
  case unknownPrompt(expected: [String], found: String)
  /// The model was stored without a tokenizer, so it takes token ids only.
  case noTokenizer
  /// A vector came out with a value that is NaN or infinite.
  case notFinite(index: Int)
  /// The model has no head for this output.
  case unsupportedOutput(found: String)
  /// The weights are binary32 or binary16, and the program came without products of those.
  case noFloatProducts(found: WeightEncoding)
  /// The text could not be turned into tokens.
  case tokenization(TokenizationError)
  /// The `.crest` could not be opened.
  case crest(CrestError)

  /// One line for a person.
  public var description: String {
    switch self {
    case .missingTensor(let name): "tensor '\(name)' is missing"
    case .wrongTensor(let name, let expected, let found):
      "tensor '\(name)': expected \(expected), found \(found)"
    case .unsupportedModel(let field, let expected, let found):
      "\(field): expected \(expected), found \(found)"
    case .noTokens(let index): "text \(index): expected at least one token, found none"
    case .tooManyTokens(let index, let expected, let found):
      "text \(index): expected at most \(expected) tokens, found \(found)"
    case .unknownToken(let index, let expected, let found):
      "text \(index): expected token ids from 0 to \(expected - 1), found \(found)"
    case .unsupportedDimensions(let expected, let found):
      "dimensions: expected one of \(SentenceConfiguration.text(ofDimensions: expected)), "
        + "found \(found)"
    case .unknownPrompt(let expected, let found):
      expected.isEmpty
        ? "prompt '\(found)': this model has no prompts"
        : "prompt '\(found)': expected one of \(expected.joined(separator: ", "))"
    case .noTokenizer:
      "the model has no tokenizer: it takes token ids only"
    case .notFinite(let index): "text \(index): the vector has a value that is NaN or infinite"
    case .unsupportedOutput(let found):
      "output: expected one that the model has a head for, found \(found)"
    case .noFloatProducts(let found):
      "the weights are stored as \(found.rawValue), which this program cannot multiply: expected "
        + "int8, int4 or int3"
    case .tokenization(let error): error.description
    case .crest(let error): error.description
    }
  }
}
