import Architectures
public import Inference
import Tokenization

extension Verifier {
  /// Runs `model` and `reference` on the same texts and compares the vectors; the reference's are
  /// the golden ones.
  ///
  /// Each model uses its own tokenizer, and one without the other's; texts with different tokens are
  /// counted. The ids of a pruned vocabulary are compared as what they stand for. `prompt` is a prompt of the reference. `dimensions` is by default the reference's
  /// whole size.
  ///
  /// - Throws: `VerificationError.inference` if a model cannot run on the texts or neither has a
  ///   tokenizer, `.dimensions` if a model does not give the size.
  public static func run(
    model: EmbeddingModel, reference: EmbeddingModel,
    texts: [VerificationText] = VerificationText.builtIn,
    prompt: EmbeddingModel.PromptChoice = .modelDefault, dimensions: Int? = nil,
    progress: Progress = { _, _ in }
  ) throws(VerificationError) -> FidelityReport {
    guard !texts.isEmpty else { throw .noTexts(path: "texts") }
    let full = reference.configuration.hiddenSize
    let width = try width(of: reference, dimensions ?? full, limit: full)
    _ = try Verifier.width(of: model, width, limit: width)
    let (golden, ours) = try tokens(texts, model: model, reference: reference, prompt: prompt)
    let expected = try ModelRun(
      of: reference, tokens: golden, dimensions: width, keepsPooledNorms: true
    ) { progress($0, 2 * texts.count) }
    let found = try ModelRun(of: model, tokens: ours, dimensions: width, keepsPooledNorms: true) {
      progress(texts.count + $0, 2 * texts.count)
    }
    let names = try translation(of: model, for: reference)
    let comparable = texts.indices.filter { index in
      golden[index]
        == (names.map { names in ours[index].map { names[Int($0)] ?? -1 } } ?? ours[index])
    }
    var agreement = RouterAgreement()
    for index in comparable where expected.experts[index].count == found.experts[index].count {
      guard !expected.experts[index].isEmpty else { continue }
      agreement.add(
        expected.experts[index], found.experts[index],
        chosenCount: reference.configuration.expertsPerToken)
    }
    return FidelityReport(
      golden: expected.embeddings, ours: found.embeddings,
      context: FidelityReport.Context(
        texts: texts.map(\.text),
        languages: texts.contains { $0.language != nil } ? texts.map { $0.language ?? "" } : nil,
        tokenMismatches: texts.count - comparable.count, routerAgreement: agreement.share,
        pooledNorms: (golden: expected.pooledNorms, ours: found.pooledNorms)))
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
