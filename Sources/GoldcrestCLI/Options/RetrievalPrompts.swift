import ArgumentParser
import Inference

/// What is put before queries and before documents.
struct RetrievalPrompts: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The model's prompt of this name for queries. (default: query, if there is one)",
      valueName: "name"))
  var queryPrompt: String?

  @Option(help: ArgumentHelp("This text before queries; empty for none.", valueName: "text"))
  var queryPromptText: String?

  @Option(
    help: ArgumentHelp(
      "The model's prompt of this name for documents. (default: document, passage or corpus)",
      valueName: "name"))
  var documentPrompt: String?

  @Option(help: ArgumentHelp("This text before documents; empty for none.", valueName: "text"))
  var documentPromptText: String?

  func validate() throws {
    if queryPrompt != nil, queryPromptText != nil {
      throw ValidationError("--query-prompt and --query-prompt-text: expected one, found both")
    }
    if documentPrompt != nil, documentPromptText != nil {
      throw ValidationError(
        "--document-prompt and --document-prompt-text: expected one, found both")
    }
  }

  /// What was chosen for queries; `nil` for the usual.
  var query: EmbeddingModel.PromptChoice? {
    RetrievalPrompts.choice(queryPrompt, queryPromptText)
  }

  /// What was chosen for documents; `nil` for the usual.
  var document: EmbeddingModel.PromptChoice? {
    RetrievalPrompts.choice(documentPrompt, documentPromptText)
  }

  private static func choice(_ name: String?, _ text: String?) -> EmbeddingModel.PromptChoice? {
    name.map { .named($0) } ?? text.map { .text($0) }
  }
}
