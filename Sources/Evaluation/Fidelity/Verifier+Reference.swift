import Model
import Tokenization
import TokenizerCompilation
public import Inference

extension Verifier {
  /// The tokens of a batch whose hidden states are compared: those of all layers of two models are in
  /// memory at a time.
  public static let largestStateTokenCount = 1024

  /// Runs `model` and `reference` on the same texts and compares the vectors; the reference's are
  /// the golden ones.
  ///
  /// Each model uses its own tokenizer, and one without the other's; texts with different tokens are
  /// counted. The ids of a pruned vocabulary are compared as what they stand for. `prompt` is a
  /// prompt of the reference. `dimensions` is by default the reference's whole size.
  /// `comparesStates` also compares the hidden states, of batches of up to `largestStateTokenCount`
  /// tokens.
  ///
  /// - Throws: `VerificationError.inference` if a model cannot run on the texts or neither has a
  ///   tokenizer, `.dimensions` if a model does not give the size.
  public static func run(
    model: EmbeddingModel, reference: EmbeddingModel,
    texts: [VerificationText] = VerificationText.builtIn,
    prompt: EmbeddingModel.PromptChoice = .modelDefault, dimensions: Int? = nil,
    comparesStates: Bool = false, progress: Progress = { _, _ in }
  ) throws(VerificationError) -> FidelityReport {
    guard !texts.isEmpty else { throw .noTexts(path: "texts") }
    let full = reference.configuration.hiddenSize
    let width = try width(of: reference, dimensions ?? full, limit: full)
    _ = try Verifier.width(of: model, width, limit: width)
    let (golden, ours) = try tokens(texts, model: model, reference: reference, prompt: prompt)
    // Our ids as the reference writes them, -1 for one that it does not have.
    let names = try translation(of: model, for: reference)
    let named = names.map { names in ours.map { $0.map { names[Int($0)] ?? -1 } } } ?? ours
    var expected = ModelRun(of: reference, dimensions: width, keepsPooledNorms: true)
    var found = ModelRun(of: model, dimensions: width, keepsPooledNorms: true)
    var states: StateComparison?
    if comparesStates, model.configuration.layerCount == reference.configuration.layerCount,
      model.configuration.hiddenSize == full
    {
      states = StateComparison(stateCount: model.configuration.layerCount + 1, width: full)
    }
    // Side by side, so that no more than one batch's states are in memory.
    for batch in ModelRun.batches(of: golden, tokenCount: model.options.tokensPerBatch) {
      let tokenCount = golden[batch].reduce(0) { $0 + $1.count }
      let isCompared =
        states != nil && tokenCount <= largestStateTokenCount && golden[batch] == named[batch]
      let wanted = try expected.append(Array(golden[batch]), keepsStates: isCompared)
      let given = try found.append(Array(ours[batch]), keepsStates: isCompared)
      for (index, state) in given.enumerated() {
        states?.add(state: index, expected: wanted[index], found: state)
      }
      if isCompared { states?.count(texts: batch.count) }
      progress(batch.upperBound, texts.count)
    }
    let comparable = texts.indices.filter { golden[$0] == named[$0] }
    var experts = RoutingComparison(of: model.configuration)
    let fits = experts.fits(reference.configuration)
    for index in texts.indices {
      experts.add(found.experts[index])
      guard fits else { continue }
      experts.add(
        reference: expected.experts[index], besides: found.experts[index],
        isComparable: golden[index] == named[index])
    }
    var details = FidelityDetails(
      texts: texts.map(\.text),
      languages: texts.contains { $0.language != nil } ? texts.map { $0.language ?? "" } : nil,
      tokenCounts: ours.map(\.count), routing: experts.result)
    if let states { (details.states, details.stateTextCount) = states.result }
    return FidelityReport(
      golden: expected.embeddings, ours: found.embeddings,
      context: FidelityReport.Context(
        tokenMismatches: texts.count - comparable.count, routerAgreement: experts.share,
        pooledNorms: (golden: expected.pooledNorms, ours: found.pooledNorms), details: details))
  }

  /// The reference's ids for the model's; `nil` where they are the same.
  private static func translation(
    of model: EmbeddingModel, for reference: EmbeddingModel
  ) throws(VerificationError) -> [Int32?]? {
    guard let own = model.tokenizer?.model, let other = reference.tokenizer?.model,
      own.settings.vocabularySize != other.settings.vocabularySize
    else { return nil }
    do throws(TokenizationError) {
      return try own.ids(in: other)
    } catch {
      throw .inference(.tokenization(error))
    }
  }

  private static func tokens(
    _ texts: [VerificationText], model: EmbeddingModel, reference: EmbeddingModel,
    prompt: EmbeddingModel.PromptChoice
  ) throws(VerificationError) -> (golden: [[Int32]], ours: [[Int32]]) {
    let promptText: String
    do throws(InferenceError) {
      promptText = try reference.promptText(prompt)
    } catch {
      throw .inference(error)
    }
    let texts = texts.map(\.text)
    let golden = try tokens(
      of: texts, by: reference.tokenizer == nil ? model : reference, prompt: promptText)
    let isOwn = model.tokenizer != nil && reference.tokenizer != nil
    return (golden, isOwn ? try tokens(of: texts, by: model, prompt: promptText) : golden)
  }
}
