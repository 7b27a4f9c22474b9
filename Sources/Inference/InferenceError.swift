package import Base
package import Kernels
package import Model
package import CrestFormat
package import Tokenization

/// What the runtime refuses: a model it cannot run, or input the model cannot take.
package enum InferenceError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The weights lack a tensor that the graph needs.
  case missingTensor(String)
  /// A tensor has another shape or encoding than the graph needs.
  case wrongTensor(String, expected: String, found: String)
  /// A setting of the model has a value that the runtime does not take.
  case unsupportedModel(ModelSetting, expected: String, found: String)
  /// The model lists no such size.
  case unsupportedDimensions(expected: [Int], found: Int)
  /// The model has no prompt of this name.
  case unknownPrompt(expected: [String], found: String)
  /// The model was stored without a tokenizer, so it takes token ids only.
  case noTokenizer
  /// The model has no head for this output.
  case unsupportedOutput(found: String)
  /// The weights are binary32 or binary16, and the program came without products of those.
  case noFloatProducts(found: WeightEncoding)
  /// The weights are binary32 or binary16, and what multiplies those is not on this machine.
  case unavailableFloatProducts(found: WeightEncoding, KernelError)
  /// The tokenizer is broken, or does not take a text.
  case tokenization(TokenizationError)
  /// The `.crest` could not be opened.
  case crest(CrestError)
  /// A file of the model was shortened after it was opened.
  case file(FileError)

  /// What is wrong with one of several texts, by its index from 0.
  indirect case text(Int, InferenceError)
  /// A text gave no tokens, or no ids were given.
  case noTokens
  /// A text has more tokens than the model takes.
  case tooManyTokens(expected: Int, found: Int)
  /// A token id has no row in the token embedding.
  case unknownToken(expected: Int, found: Int)
  /// A vector came out with a value that is NaN or infinite.
  case notFinite

  /// The same error where the texts were counted from `offset`.
  package func shifted(by offset: Int) -> InferenceError {
    if case .text(let index, let error) = self { .text(index + offset, error) } else { self }
  }

  /// The same error as that of the text at `index`, unless no other text would do better.
  package func ofText(_ index: Int) -> InferenceError {
    switch self {
    case .noTokenizer, .file: self
    default: .text(index, self)
    }
  }

  /// Whether the description names the file that the error is about.
  package var namesFile: Bool {
    switch self {
    case .crest, .file: true
    default: false
    }
  }

  /// One line for a person.
  package var description: String {
    switch self {
    case .missingTensor(let name): "tensor '\(name)' is missing"
    case .wrongTensor(let name, let expected, let found):
      "tensor '\(name)': expected \(expected), found \(found)"
    case .unsupportedModel(let setting, let expected, let found):
      "\(setting): expected \(expected), found \(found)"
    case .unsupportedDimensions(let expected, let found):
      "dimensions: expected one of \(SentenceConfiguration.text(ofDimensions: expected)), "
        + "found \(found)"
    case .unknownPrompt(let expected, let found):
      expected.isEmpty
        ? "prompt '\(found)': this model has no prompts"
        : "prompt '\(found)': expected one of \(expected.joined(separator: ", "))"
          + (Closest.name(to: found, among: expected).map { "; did you mean '\($0)'?" } ?? "")
    case .noTokenizer: "the model has no tokenizer: it accepts token ids only"
    case .unsupportedOutput(let found):
      "output: expected one that the model has a head for, found \(found)"
    case .noFloatProducts(let found):
      "the weights are stored as \(found.rawValue), which this program cannot multiply: expected "
        + "int8, int4 or int3"
    case .unavailableFloatProducts(let found, let error):
      "the weights are \(found.rawValue), which need a library: \(error)"
    case .tokenization(let error): error.description
    case .crest(let error): error.description
    case .file(let error): error.description
    case .text(let index, let error): "text \(index): \(error)"
    case .noTokens: "expected at least one token, found none"
    case .tooManyTokens(let expected, let found):
      "expected at most \(expected) tokens, found \(found)"
    case .unknownToken(let expected, let found):
      "expected token ids from 0 to \(expected - 1), found \(found)"
    case .notFinite: "the vector has a value that is NaN or infinite"
    }
  }
}

/// A setting of a model that the runtime may refuse, by what it is rather than by a file's key.
package enum ModelSetting: Equatable, Sendable, CustomStringConvertible {
  /// The size of a token's vector.
  case hiddenSize
  /// The size of one attention head.
  case headSize
  /// How many attention heads there are.
  case headCount
  /// The feed-forward block's function.
  case activation
  /// How many experts a layer has.
  case expertCount
  /// The longest text.
  case maximumTokenCount
  /// The base of the rotary angles.
  case rotaryBase
  /// The factor by which longer texts stretch the rotary angles.
  case rotaryScaling
  /// Whether means are over the prompt's tokens too.
  case includesPrompt
  /// How many inputs a linear layer has.
  case inputs(tensor: String)

  /// What the setting is called in prose.
  package var description: String {
    switch self {
    case .hiddenSize: "hidden size"
    case .headSize: "head size (hidden size / attention heads)"
    case .headCount: "attention heads"
    case .activation: "activation"
    case .expertCount: "experts"
    case .maximumTokenCount: "maximum tokens"
    case .rotaryBase: "rotary base and divisor"
    case .rotaryScaling: "rotary scaling factor"
    case .includesPrompt: "pooling over the prompt's tokens (include_prompt)"
    case .inputs(let tensor): "inputs of '\(tensor)'"
    }
  }
}
