import Base
package import Inference

/// What went wrong, in one line for a person and a code for a program.
public struct GoldcrestError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What kind of thing was refused.
  public enum Code: String, Sendable, CaseIterable {
    /// A file cannot be read or written, or is damaged.
    case file
    /// A model that cannot be run or converted.
    case model
    /// A prompt that the model does not have.
    case prompt
    /// A size that the model does not list.
    case dimensions
    /// Weights or vectors of tokens, of a model that has none.
    case output
    /// A code of a language that is not known.
    case language
    /// A text that the model does not take.
    case text
  }

  /// What kind of thing was refused.
  public let code: Code
  /// One line of at most 480 bytes: where, what was expected, what was found.
  public let description: String
  /// The index of the text, from 0, if one of several was refused.
  public let textIndex: Int?

  package init(code: Code, description: String, textIndex: Int? = nil) {
    self.code = code
    self.description = description.errorLine
    self.textIndex = textIndex
  }

  /// An error of the runtime in the terms of this module, with the file that the runtime does not name.
  package init(_ error: InferenceError, path: String? = nil) {
    let prefix = error.namesFile ? "" : path.map { "\($0): " } ?? ""
    let (code, index) = GoldcrestError.kind(of: error)
    self.init(code: code, description: "\(prefix)\(error)", textIndex: index)
  }

  /// What `body` gives, or its error as `init` tells it.
  static func mapping<Result>(
    _ path: String? = nil, _ body: () throws(InferenceError) -> Result
  ) throws(GoldcrestError) -> Result {
    do throws(InferenceError) {
      return try body()
    } catch {
      throw GoldcrestError(error, path: path)
    }
  }

  private static func kind(of error: InferenceError) -> (Code, Int?) {
    switch error {
    case .crest, .file: (.file, nil)
    case .unsupportedDimensions: (.dimensions, nil)
    case .unsupportedOutput: (.output, nil)
    case .unknownPrompt: (.prompt, nil)
    case .text(let index, _): (.text, index)
    case .noTokens, .tooManyTokens, .unknownToken, .notFinite: (.text, nil)
    case .tokenization, .missingTensor, .wrongTensor, .unsupportedModel, .noTokenizer,
      .noFloatProducts, .unavailableFloatProducts:
      (.model, nil)
    }
  }
}
