import Inference
import Model
import Base

/// The prompt that a request asks for, before it is known which prompts its model has.
package enum PromptSelection: Sendable, Equatable {
  /// The service's default prompt, else the model's.
  case modelDefault
  /// The model's prompt of this name.
  case named(String)
  /// This text as it stands; empty for none.
  case text(String)
  /// The model's prompt for texts of a purpose, which the request's member `field` named by `word`.
  case purpose(field: String, word: String)

  /// The most bytes of a literal prompt.
  static let maximumSize = 16 << 10

  /// Which of the model's prompts is meant.
  ///
  /// A purpose is first looked for among the names of the model's prompts. Otherwise it is one of `TextPurpose`,
  /// whose prompt is the first that the model has of those that are named so. A model with a prompt for queries
  /// or documents but not for the other was trained to see the other without one. A model without prompts
  /// takes every purpose.
  ///
  /// - Throws: `ServingError.invalid` for a word that is no purpose, or one that the model has no prompt for.
  func choice(
    for model: EmbeddingModel, default defaultPrompt: String?
  ) throws(ServingError) -> EmbeddingModel.PromptChoice {
    switch self {
    case .modelDefault:
      let names = model.sentence.prompts.map(\.name)
      return defaultPrompt.flatMap { name in
        names.contains { $0.hasSameBytes(as: name) } ? .named(name) : nil
      } ?? .modelDefault
    case .named(let name): return .named(name)
    case .text(let text): return .text(text)
    case .purpose(let field, let word):
      let names = model.sentence.prompts.map(\.name)
      if names.contains(where: { $0.hasSameBytes(as: word) }) { return .named(word) }
      guard let purpose = TextPurpose(word: word) else {
        throw .invalid(
          field: field, expected: "one of \((TextPurpose.words + names).joined(separator: ", "))",
          found: "\"\(word.prefix(60))\"")
      }
      if let name = purpose.promptName(among: names) { return .named(name) }
      if names.isEmpty || purpose.counterpart?.promptName(among: names) != nil { return .text("") }
      throw .invalid(
        field: field,
        expected: "what the model has a prompt for (\(names.joined(separator: ", ")))",
        found: "\"\(word)\"")
    }
  }
}

/// What a text is embedded for.
enum TextPurpose: CaseIterable {
  case query
  case document
  case classification
  case clustering
  case similarity

  /// The purpose that a client calls `word`; `nil` if it is none.
  init?(word: String) {
    guard
      let purpose = TextPurpose.allCases.first(where: { purpose in
        purpose.words.contains { $0.hasSameBytes(as: word) }
      })
    else { return nil }
    self = purpose
  }

  /// All words for all purposes.
  static var words: [String] { allCases.flatMap(\.words) }

  /// What Cohere, Jina, Voyage and NVIDIA call it in requests.
  private var words: [String] {
    switch self {
    case .query: ["query", "search_query", "retrieval.query"]
    case .document: ["document", "passage", "search_document", "retrieval.passage"]
    case .classification: ["classification"]
    case .clustering: ["clustering", "separation"]
    case .similarity: ["similarity", "text-matching"]
    }
  }

  /// What models call their prompts for it, those of sentence-transformers first.
  private var promptNames: [String] {
    switch self {
    case .query: ["query", "search_query", "retrieval.query", "Retrieval-query", "s2p_query"]
    case .document:
      [
        "document", "passage", "corpus", "search_document", "retrieval.passage",
        "Retrieval-document",
      ]
    case .classification: ["classification", "Classification"]
    case .clustering: ["clustering", "Clustering", "separation"]
    case .similarity: ["similarity", "text-matching", "STS", "s2s_query"]
    }
  }

  /// Queries for documents, documents for queries.
  var counterpart: TextPurpose? {
    switch self {
    case .query: .document
    case .document: .query
    default: nil
    }
  }

  /// The prompt for it among a model's.
  func promptName(among names: [String]) -> String? {
    promptNames.first { wanted in names.contains { $0.hasSameBytes(as: wanted) } }
  }
}

extension RequestFields {
  /// What a request says of its prompt.
  ///
  /// `prompt_name` is a prompt of the model; `prompt` and the service's prefix field are a literal text; `input_type`
  /// and `task` are a purpose. Without any of them it is the default.
  ///
  /// Where `prompt` is the text itself, it is none of them.
  ///
  /// - Throws: `ServingError.invalid` for two of them, and for a literal text that is longer than any prompt.
  func promptSelection(
    _ options: ServiceOptions, isPromptText: Bool = false
  ) throws(ServingError) -> PromptSelection {
    var selection: (field: String, prompt: PromptSelection)?
    func select(
      _ field: String, _ prompt: (String) -> PromptSelection
    ) throws(ServingError) {
      guard let text = try optionalString(field) else { return }
      if let selection {
        throw .invalid(
          field: field, expected: "one choice of a prompt", found: "'\(selection.field)' as well")
      }
      selection = (field, prompt(text))
      // It is read again with every text.
      if case .text(let literal) = prompt(text), literal.utf8.count > PromptSelection.maximumSize {
        throw .invalid(
          field: field, expected: "at most \(PromptSelection.maximumSize) bytes",
          found: "\(literal.utf8.count)")
      }
    }
    try select("prompt_name") { .named($0) }
    if !isPromptText { try select("prompt") { .text($0) } }
    if !options.prefixField.hasSameBytes(as: "prompt") {
      try select(options.prefixField) { .text($0) }
    }
    for field in ["input_type", "task"] {
      try select(field) { .purpose(field: field, word: $0) }
    }
    return selection?.prompt ?? .modelDefault
  }
}
