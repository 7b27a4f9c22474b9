import Base
import Model
package import Tokenization

/// How texts become vectors: prompt, outputs and size, checked once; an error about a text says which
/// one it is.
package struct VectorRun: Sendable {
  /// Texts that callers with many of them embed together.
  package static let textCount = 64

  package let model: EmbeddingModel
  /// What is put before every text.
  package private(set) var prompt: String
  /// What to do with a text that is too long.
  package let overflow: OverflowPolicy
  /// What is computed besides the pooled vectors.
  package let outputs: OutputKinds
  /// How many components the pooled vectors have.
  package let dimensions: Int
  /// Whether the pooled vectors get length 1; `nil` for the model's own way.
  package let normalizes: Bool?
  /// How many tokens of the prompt are left out of pooling.
  package private(set) var promptTokenCount: Int

  /// What is embedded.
  package enum Input: Sendable {
    /// A text, without a prompt.
    case text(String)
    /// Token ids, the special ones included.
    case tokens([Int32])
  }

  /// One input as the model takes it.
  package struct TokenSequence: Sendable {
    /// The token ids, prompt and special ones included.
    package let ids: [Int32]
    /// How many tokens of the prompt are left out of pooling.
    package let promptTokenCount: Int
    /// How many tokens of the text did not fit.
    package let droppedTokenCount: Int
  }

  /// What came of one input.
  package struct Output: Sendable {
    /// The model's outputs.
    package let embedding: TextEmbedding
    /// How many tokens the model was given.
    package let tokenCount: Int
    /// How many tokens of the text did not fit.
    package let droppedTokenCount: Int

    /// What the model has made of a sequence.
    package init(_ embedding: TextEmbedding, of sequence: TokenSequence) {
      self.embedding = embedding
      tokenCount = sequence.ids.count
      droppedTokenCount = sequence.droppedTokenCount
    }
  }

  /// Refuses what `model` does not have before any text is read.
  ///
  /// `dimensions` is by default the size that the model says, or its whole one.
  ///
  /// - Throws: `InferenceError.unknownPrompt`, `.unsupportedDimensions`, `.unsupportedOutput`, or
  ///   `.noTokenizer` if weights of tokens are asked for and nobody knows the special ones.
  package init(
    _ model: EmbeddingModel, prompt: EmbeddingModel.PromptChoice = .modelDefault,
    overflow: OverflowPolicy = .truncate, outputs: OutputKinds = [], dimensions: Int? = nil,
    normalizes: Bool? = nil
  ) throws(InferenceError) {
    self.model = model
    self.prompt = try model.promptText(prompt)
    self.overflow = overflow
    self.outputs = outputs
    self.normalizes = normalizes
    self.dimensions = try model.checkedDimensions(dimensions ?? model.sentence.usualSize)
    promptTokenCount = try model.promptTokenCount(self.prompt)
    try model.check(outputs)
  }

  /// The same run with another prompt.
  ///
  /// - Throws: `InferenceError.unknownPrompt`.
  package func prompted(_ choice: EmbeddingModel.PromptChoice) throws(InferenceError) -> VectorRun {
    var run = self
    run.prompt = try model.promptText(choice)
    run.promptTokenCount = try model.promptTokenCount(run.prompt)
    return run
  }

  /// Runs the model on `inputs`, in their order.
  ///
  /// - Throws: `InferenceError.text` for a text that the model does not take, `.noTokenizer`.
  package func outputs(of inputs: [Input]) throws(InferenceError) -> [Output] {
    try outputs(of: sequences(of: inputs))
  }

  /// The tokens of inputs, checked.
  ///
  /// - Throws: `InferenceError.text` for a text that the model does not take, `.noTokenizer`.
  package func sequences(of inputs: [Input]) throws(InferenceError) -> [TokenSequence] {
    try inputs.enumerated().map { (index, input) throws(InferenceError) in
      do throws(InferenceError) {
        return try sequence(of: input)
      } catch {
        throw error.ofText(index)
      }
    }
  }

  /// The tokens of one input, checked.
  ///
  /// - Throws: `InferenceError.noTokenizer`, `.tokenization`, and what the model refuses in token ids.
  package func sequence(of input: Input) throws(InferenceError) -> TokenSequence {
    switch input {
    case .tokens(let ids):
      try model.check(ids)
      return TokenSequence(ids: ids, promptTokenCount: promptTokenCount, droppedTokenCount: 0)
    case .text(let text):
      let encoding = try encoding(of: text)
      try model.check(encoding.ids)
      return TokenSequence(
        ids: encoding.ids, promptTokenCount: promptTokenCount,
        droppedTokenCount: encoding.droppedTokenCount)
    }
  }

  /// Runs the model on sequences, whose prompts need not be this run's.
  ///
  /// - Throws: `InferenceError.text` if a vector is not finite, `.file` if the model's was shortened.
  package func outputs(of sequences: [TokenSequence]) throws(InferenceError) -> [Output] {
    try results(of: sequences).enumerated().map { (index, result) throws(InferenceError) in
      do throws(InferenceError) { return try result.get() } catch { throw error.ofText(index) }
    }
  }

  /// Runs the model on sequences; one whose vector is not finite fails alone, all that come after the model's
  /// file was shortened fail with `InferenceError.file`.
  package func results(of sequences: [TokenSequence]) -> [Result<Output, InferenceError>] {
    zip(sequences, model.results(of: sequences.map(request), outputs: outputs)).map {
      sequence, result in result.map { Output($0, of: sequence) }
    }
  }

  /// What the model is asked for of a sequence.
  package func request(_ sequence: TokenSequence) -> SequenceRequest {
    SequenceRequest(
      ids: sequence.ids, promptTokenCount: sequence.promptTokenCount, dimensions: dimensions,
      normalizes: normalizes)
  }

  /// The token ids of `texts`, with the prompt and the special tokens.
  ///
  /// - Throws: `InferenceError.text` for a text that the tokenizer does not take, `.noTokenizer`.
  package func tokens(of texts: [String]) throws(InferenceError) -> [[Int32]] {
    var tokens: [[Int32]] = []
    for (index, text) in texts.enumerated() {
      do throws(InferenceError) {
        tokens.append(try encoding(of: text).ids)
      } catch {
        throw error.ofText(index)
      }
    }
    return tokens
  }

  private func encoding(of text: String) throws(InferenceError) -> Encoding {
    try model.tokenize(text, prompt: .text(prompt), overflow: overflow)
  }

  /// Ranges of sequences of at most `tokenCount` tokens together, but at least one sequence.
  package static func batches(of sequences: [[Int32]], tokenCount: Int) -> [Range<Int>] {
    var batches: [Range<Int>] = []
    var (first, sum) = (0, 0)
    for (index, sequence) in sequences.enumerated() {
      if index > first, sum + sequence.count > tokenCount {
        batches.append(first..<index)
        (first, sum) = (index, 0)
      }
      sum += sequence.count
    }
    if first < sequences.count { batches.append(first..<sequences.count) }
    return batches
  }
}

extension EmbeddingModel {
  /// A prompt that is put before a text.
  package enum PromptChoice: Sendable, Equatable {
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
  package func promptText(_ choice: PromptChoice) throws(InferenceError) -> String {
    switch choice {
    case .text(let text): return text
    case .modelDefault:
      guard let name = sentence.defaultPromptName else { return "" }
      return try promptText(.named(name))
    case .named(let name):
      guard
        let prompt = sentence.prompts.first(where: { $0.name.hasSameBytes(as: name) })
      else { throw .unknownPrompt(expected: sentence.prompts.map(\.name), found: name) }
      return prompt.text
    }
  }

  /// Refuses token ids that the model does not take.
  ///
  /// - Throws: `InferenceError.noTokens`, `.tooManyTokens`, `.unknownToken`.
  func check(_ sequence: [Int32]) throws(InferenceError) {
    guard !sequence.isEmpty else { throw .noTokens }
    guard sequence.count <= sentence.maximumTokenCount else {
      throw .tooManyTokens(expected: sentence.maximumTokenCount, found: sequence.count)
    }
    if let id = sequence.first(where: { $0 < 0 || $0 >= configuration.vocabularySize }) {
      throw .unknownToken(expected: configuration.vocabularySize, found: Int(id))
    }
  }

  /// How many of a text's first tokens are a prompt's and left out of pooling; 0 for a model that
  /// pools them.
  ///
  /// They are counted in the prompt alone, cut like any text, without a special token at its end: in a
  /// text the prompt's last token may have grown together with what follows.
  ///
  /// Source: sentence-transformers 6.2, `base/modules/transformer.py`, `_get_prompt_length`.
  package func promptTokenCount(_ prompt: String) throws(InferenceError) -> Int {
    guard sentence.promptPooling == .excluded, !prompt.isEmpty else { return 0 }
    let ids = try tokenize("", prompt: .text(prompt)).ids
    guard let last = ids.last, let settings = tokenizer?.model.settings else { return 0 }
    let special =
      [settings.beginID, settings.endID, settings.padID, settings.unknownID]
      + settings.addedTokens.filter(\.special).map(\.id)
    return special.contains(Int(last)) ? ids.count - 1 : ids.count
  }

  /// The tokens of a text with its prompt before it.
  ///
  /// - Throws: `InferenceError.noTokenizer`, `.unknownPrompt`, or `.tokenization` if the text is
  ///   too long under the policy `.error`; `.file` if the model's was shortened.
  package func tokenize(
    _ text: String, prompt: PromptChoice = .modelDefault, overflow: OverflowPolicy = .truncate
  ) throws(InferenceError) -> Encoding {
    guard let tokenizer else { throw .noTokenizer }
    let prompt = try promptText(prompt)
    let encoding = try wrapping(
      InferenceError.tokenization,
      tokenizer.encode(
        prompt + text, maximumTokenCount: sentence.maximumTokenCount, overflow: overflow))
    try weights.checkWhole()
    return encoding
  }

  /// The vectors of texts, `[texts][dimensions]`.
  ///
  /// - Throws: `InferenceError` as `VectorRun` does.
  package func embed(
    texts: [String], prompt: PromptChoice = .modelDefault, overflow: OverflowPolicy = .truncate,
    dimensions: Int? = nil
  ) throws(InferenceError) -> [[Float]] {
    try VectorRun(self, prompt: prompt, overflow: overflow, dimensions: dimensions)
      .outputs(of: texts.map { .text($0) }).map(\.embedding.dense)
  }
}
