import Architectures
public import Inference

extension Verifier {
  /// Runs `model` on the golden texts and compares the vectors.
  ///
  /// With texts in the file and a tokenizer in the model the ids are the model's own, and texts
  /// with other ids than the file's are counted; otherwise the file's ids are taken. `dimensions`
  /// is by default the golden size; a smaller one cuts the golden vectors too.
  ///
  /// - Throws: `VerificationError.inference` if the model cannot run on the texts, `.dimensions`
  ///   or `.routing` if the file is not one of this model.
  public static func run(
    model: EmbeddingModel, golden: Golden, dimensions: Int? = nil,
    progress: Progress = { _, _ in }
  ) throws(VerificationError) -> FidelityReport {
    let width = try width(
      of: model, dimensions ?? golden.dimensions, limit: golden.dimensions)
    let routing = try routing(of: golden, for: model)
    let tokens = try tokens(for: model, golden: golden)
    let run = try ModelRun(
      of: model, tokens: tokens, dimensions: width, keepsPooledNorms: golden.pooled != nil
    ) { progress($0, golden.count) }
    let comparable = tokens.indices.filter { golden.inputIDs?[$0] ?? tokens[$0] == tokens[$0] }
    var agreement = RouterAgreement()
    if let routing {
      for index in comparable {
        agreement.add(
          routing.experts[index], run.experts[index], chosenCount: routing.chosenCount)
      }
    }
    var context = FidelityReport.Context(
      texts: golden.texts, languages: golden.languages,
      tokenMismatches: golden.count - comparable.count, routerAgreement: agreement.share)
    if let pooled = golden.pooled {
      let norms = pooled.map { Similarity.norm($0.prefix(width).map(Double.init)) }
      context.pooledNorms = (golden: norms, ours: run.pooledNorms)
    }
    return FidelityReport(
      golden: cut(golden.embeddings, to: width, normalizes: model.sentence.normalizes),
      ours: run.embeddings, context: context)
  }

  /// The ids that `model` is run on.
  static func tokens(
    for model: EmbeddingModel, golden: Golden
  ) throws(VerificationError) -> [[Int32]] {
    if let ids = golden.inputIDs, model.tokenizer == nil || golden.texts == nil { return ids }
    return try tokens(of: golden.texts ?? [], by: model, prompt: golden.prompt ?? "")
  }

  /// The golden routing, if the file has it and the model has experts.
  private static func routing(
    of golden: Golden, for model: EmbeddingModel
  ) throws(VerificationError) -> GoldenRouting? {
    let layerCount = model.configuration.expertLayers.count { $0 }
    guard let routing = golden.routing, layerCount > 0 else { return nil }
    let tensor = "router_top\(routing.chosenCount)"
    guard routing.layerCount == layerCount else {
      throw .routing(
        tensor: tensor, field: "layers with experts", expected: layerCount,
        found: routing.layerCount)
    }
    guard routing.chosenCount == model.configuration.expertsPerToken else {
      throw .routing(
        tensor: tensor, field: "experts per token",
        expected: model.configuration.expertsPerToken, found: routing.chosenCount)
    }
    let largest = Int(routing.experts.lazy.compactMap { $0.max() }.max() ?? 0)
    guard largest < model.configuration.expertCount else {
      throw .routing(
        tensor: tensor, field: "experts", expected: model.configuration.expertCount,
        found: largest + 1)
    }
    return routing
  }
}
