import Inference

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
    /// A text that the model does not take.
    case text
  }

  /// What kind of thing was refused.
  public let code: Code
  /// One line: where, what was expected, what was found.
  public let description: String
  /// The index of the text, from 0, if one of several was refused.
  public let textIndex: Int?

  package init(code: Code, description: String, textIndex: Int? = nil) {
    self.code = code
    self.description = description
    self.textIndex = textIndex
  }

  /// What `body` gives; an error of the runtime is told in the terms of this module, with the file that
  /// the runtime does not name.
  static func mapping<Result>(
    _ path: String? = nil, _ body: () throws(InferenceError) -> Result
  ) throws(GoldcrestError) -> Result {
    do throws(InferenceError) {
      return try body()
    } catch {
      let namesFile = if case .crest = error { true } else { false }
      let prefix = namesFile ? "" : path.map { "\($0): " } ?? ""
      let (code, index) = kind(of: error)
      throw GoldcrestError(code: code, description: "\(prefix)\(error)", textIndex: index)
    }
  }

  private static func kind(of error: InferenceError) -> (Code, Int?) {
    switch error {
    case .crest: (.file, nil)
    case .unsupportedDimensions: (.dimensions, nil)
    case .unknownPrompt: (.prompt, nil)
    case .text(let index, _): (.text, index)
    case .noTokens, .tooManyTokens, .unknownToken, .notFinite: (.text, nil)
    case .tokenization, .missingTensor, .wrongTensor, .unsupportedModel, .noTokenizer,
      .unsupportedOutput, .noFloatProducts, .unavailableFloatProducts:
      (.model, nil)
    }
  }
}
