import ArgumentParser
import Inference

/// What is put before every text.
struct PromptArguments: ParsableArguments {
  @Option(name: .customLong("prompt"), help: "The model's prompt of this name, such as query.")
  var name: String?

  @Option(name: .customLong("prompt-text"), help: "This text as the prompt; empty for none.")
  var text: String?

  func validate() throws {
    if name != nil, text != nil {
      throw ValidationError("--prompt and --prompt-text: expected one of them, found both")
    }
  }

  /// The model's default prompt unless another was named.
  var choice: EmbeddingModel.PromptChoice {
    if let name { return .named(name) }
    if let text { return .text(text) }
    return .modelDefault
  }
}
