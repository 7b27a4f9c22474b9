import Base
import Model
public import Tokenization

extension EmbeddingModel {
  /// A prompt that is put before a text.
  public enum PromptChoice: Sendable, Equatable {
    /// The model's default prompt, if it has one.
    case modelDefault
    /// The model's prompt of this name.
    case named(String)
    /// This text as it stands; empty for none.
    case text(String)
  }

  /// The text that a choice of prompt puts first.
  ///
  /// - Throws: `InferenceError.unknownPrompt` if the model has no prompt of the name.
  public func promptText(_ choice: PromptChoice) throws(InferenceError) -> String {
    switch choice {
    case .text(let text): return text
    case .modelDefault:
      guard let name = sentence.defaultPromptName else { return "" }
      return try promptText(.named(name))
    case .named(let name):
      guard let prompt = sentence.prompts.first(where: { $0.name.hasSameBytes(as: name) }) else {
        throw .unknownPrompt(expected: sentence.prompts.map(\.name), found: name)
      }
      return prompt.text
    }
  }

  /// The tokens of a text with its prompt before it.
  ///
  /// - Throws: `InferenceError.noTokenizer`, `.unknownPrompt`, or `.tokenization` if the text is
  ///   too long under the policy `.error`.
  public func tokenize(
    _ text: String, prompt: PromptChoice = .modelDefault, overflow: OverflowPolicy = .truncate
  ) throws(InferenceError) -> Encoding {
    guard let tokenizer else { throw .noTokenizer }
    let prompt = try promptText(prompt)
    do throws(TokenizationError) {
      return try tokenizer.encode(
        prompt + text, maximumTokenCount: sentence.maximumTokenCount, overflow: overflow)
    } catch {
      throw .tokenization(error)
    }
  }

  /// The vectors of texts.
  ///
  /// - Throws: `InferenceError` as `tokenize` and `embed(tokens:)` do.
  public func embed(
    texts: [String], prompt: PromptChoice = .modelDefault, overflow: OverflowPolicy = .truncate,
    dimensions: Int? = nil
  ) throws(InferenceError) -> [[Float]] {
    var tokens: [[Int32]] = []
    for text in texts {
      tokens.append(try tokenize(text, prompt: prompt, overflow: overflow).ids)
    }
    return try embed(tokens: tokens, dimensions: dimensions)
  }
}
