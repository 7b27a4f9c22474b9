import Model
public import Inference

extension Verifier {
  /// Runs `model` on the golden texts and compares the vectors.
  ///
  /// With texts in the file and a tokenizer in the model the ids are the model's own, and texts
  /// with other ids than the file's are counted; otherwise the file's ids are taken. `dimensions`
  /// is by default the golden size; a smaller one cuts the golden vectors too. `comparesStates`
  /// runs the texts once more whose hidden states the file has.
  ///
  /// - Throws: `VerificationError.inference` if the model cannot run on the texts, `.dimensions`,
  ///   `.routing` or `.hiddenStates` if the file is not one of this model.
  public static func run(
    model: EmbeddingModel, golden: Golden, dimensions: Int? = nil, comparesStates: Bool = false,
    progress: Progress = { _, _ in }
  ) throws(VerificationError) -> FidelityReport {
    let width = try width(
      of: model, dimensions ?? golden.dimensions, limit: golden.dimensions)
    let routing = try routing(of: golden, for: model)
    let tokens = try tokens(for: model, golden: golden)
    var run = ModelRun(of: model, dimensions: width, keepsPooledNorms: golden.pooled != nil)
    for batch in ModelRun.batches(of: tokens, tokenCount: model.options.tokensPerBatch) {
      _ = try run.append(Array(tokens[batch]))
      progress(batch.upperBound, golden.count)
    }
    let comparable = tokens.indices.filter { golden.inputIDs?[$0] ?? tokens[$0] == tokens[$0] }
    var experts = RoutingComparison(of: model.configuration)
    for index in tokens.indices { experts.add(run.experts[index]) }
    if let routing {
      // The golden experts are known of the golden ids.
      for index in comparable {
        experts.add(
          reference: routing.experts[index], besides: run.experts[index], isComparable: true)
      }
    }
    var context = FidelityReport.Context(
      tokenMismatches: golden.count - comparable.count, routerAgreement: experts.share,
      details: FidelityDetails(
        texts: golden.texts, languages: golden.languages, tokenCounts: tokens.map(\.count),
        routing: experts.result))
    if comparesStates {
      (context.details.states, context.details.stateTextCount) = try states(
        of: model, golden, tokens, comparable)
    }
    if let pooled = golden.pooled {
      let norms = pooled.map { Similarity.norm($0.prefix(width).map(Double.init)) }
      context.pooledNorms = (golden: norms, ours: run.pooledNorms)
    }
    return FidelityReport(
      golden: cut(golden.embeddings, to: width, normalizes: model.sentence.normalizes),
      ours: run.embeddings, context: context)
  }

  /// How far the hidden states are apart, one text in memory at a time.
  private static func states(
    of model: EmbeddingModel, _ golden: Golden, _ tokens: [[Int32]], _ comparable: [Int]
  ) throws(VerificationError) -> ([StateFidelity], Int) {
    let (count, width) = (model.configuration.layerCount + 1, model.configuration.hiddenSize)
    var comparison = StateComparison(stateCount: count, width: width)
    for index in comparable {
      guard let detail = golden.details[index], !detail.hiddenShape.isEmpty else { continue }
      let shape = [count, tokens[index].count, width]
      guard detail.hiddenShape == shape else {
        throw .hiddenStates(index: index, expected: shape, found: detail.hiddenShape)
      }
      var run = ModelRun(of: model, dimensions: width, keepsPooledNorms: false)
      for (place, found) in try run.append([tokens[index]], keepsStates: true).enumerated() {
        comparison.add(state: place, expected: detail.state(place), found: found)
      }
      comparison.count(texts: 1)
    }
    return comparison.result
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
