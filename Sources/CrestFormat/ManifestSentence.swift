/// How token vectors become one sentence vector.
public enum ManifestPooling: String, Sendable, Hashable, CaseIterable {
  /// The mean over all tokens.
  case mean
  /// The first token's vector.
  case cls
}

/// A text that is put before the user's text.
public struct ManifestPrompt: Sendable, Hashable {
  /// What users call it, such as `query`.
  public var name: String
  /// What is put before the text.
  public var text: String

  /// Takes the values as they are.
  public init(name: String, text: String) {
    self.name = name
    self.text = text
  }
}

/// What the sentence-transformers files say about a model.
public struct ManifestSentence: Sendable, Hashable {
  /// How token vectors are pooled.
  public var pooling: ManifestPooling
  /// Whether vectors are scaled to length 1.
  public var normalizes: Bool
  /// The longest text in tokens, special tokens included.
  public var maximumTokenCount: Int
  /// The prompts, in the order of the source.
  public var prompts: [ManifestPrompt]
  /// The prompt for users who name none.
  public var defaultPromptName: String?
  /// The Matryoshka sizes, descending; the first is the hidden size.
  public var dimensions: [Int]
  /// How vectors are compared: `cosine`, `dot`, `euclidean` or `manhattan`.
  public var similarity: String
  /// Whether the prompt's tokens take part in pooling.
  public var includesPrompt: Bool
  /// Whether a vector that is cut goes through LayerNorm without weights first.
  public var layerNormBeforeCut: Bool

  /// Takes the values as they are; writing and opening a file checks them.
  public init(
    pooling: ManifestPooling, normalizes: Bool, maximumTokenCount: Int, prompts: [ManifestPrompt],
    defaultPromptName: String?, dimensions: [Int], similarity: String, includesPrompt: Bool,
    layerNormBeforeCut: Bool
  ) {
    self.pooling = pooling
    self.normalizes = normalizes
    self.maximumTokenCount = maximumTokenCount
    self.prompts = prompts
    self.defaultPromptName = defaultPromptName
    self.dimensions = dimensions
    self.similarity = similarity
    self.includesPrompt = includesPrompt
    self.layerNormBeforeCut = layerNormBeforeCut
  }
}
