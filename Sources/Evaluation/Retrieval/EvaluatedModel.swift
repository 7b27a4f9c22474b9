import Base
import Model
public import Inference

/// A model with the prompts that it is evaluated with.
public struct EvaluatedModel: Sendable {
  /// The model.
  public let model: EmbeddingModel
  /// What stands before a query.
  public let queryPrompt: String
  /// What stands before a document.
  public let documentPrompt: String
  /// The size that vectors are cut to; `nil` for the whole.
  public let dimensions: Int?

  /// The names by which a model's prompt for queries is found.
  public static let queryPromptNames = ["query"]
  /// The names by which a model's prompt for documents is found, the first that there is.
  public static let documentPromptNames = ["document", "passage", "corpus"]

  /// Takes the prompts that are chosen; for `nil` those of the names above, else the model's default
  /// one, as `encode_query` and `encode_document` of sentence-transformers do.
  ///
  /// - Throws: `InferenceError.unknownPrompt`, `.unsupportedDimensions`, or `.noTokenizer` for a
  ///   model that takes token ids only.
  public init(
    _ model: EmbeddingModel, queryPrompt: EmbeddingModel.PromptChoice? = nil,
    documentPrompt: EmbeddingModel.PromptChoice? = nil, dimensions: Int? = nil
  ) throws(InferenceError) {
    guard model.tokenizer != nil else { throw .noTokenizer }
    if let dimensions, !model.sentence.dimensions.contains(dimensions) {
      throw .unsupportedDimensions(expected: model.sentence.dimensions, found: dimensions)
    }
    self.model = model
    self.queryPrompt = try model.promptText(
      queryPrompt ?? EvaluatedModel.usual(EvaluatedModel.queryPromptNames, of: model))
    self.documentPrompt = try model.promptText(
      documentPrompt ?? EvaluatedModel.usual(EvaluatedModel.documentPromptNames, of: model))
    self.dimensions = dimensions
  }

  private static func usual(
    _ names: [String], of model: EmbeddingModel
  ) -> EmbeddingModel.PromptChoice {
    names.first { name in model.sentence.prompts.contains { $0.name.hasSameBytes(as: name) } }
      .map { .named($0) } ?? .modelDefault
  }
}
