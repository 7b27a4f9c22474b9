package import Base
import Model
package import Inference

/// Compares a model with golden vectors, with another model, or with published figures.
package enum Verifier {
  /// How many of all texts are done.
  package typealias Progress = (_ doneCount: Int, _ totalCount: Int) -> Void

  /// Runs `model` on the reference's texts and compares the vectors.
  ///
  /// Each model uses its own tokenizer; texts with other ids than the reference's are counted.
  /// `dimensions` is by default the reference's size; a smaller one cuts golden vectors too.
  /// `comparesStates` also compares the hidden states that the reference has.
  ///
  /// - Throws: `EvaluationError.inference` if a model cannot run on the texts or neither has a
  ///   tokenizer, `.dimensions` if a model does not give the size, `.routing` or `.hiddenStates` if a
  ///   golden file is not one of this model, `.noTexts`, `.cancelled`.
  package static func run(
    model: EmbeddingModel, against reference: FidelityReference, dimensions: Int? = nil,
    comparesStates: Bool = false, cancellation: Cancellation = Cancellation(),
    progress: Progress = { _, _ in }
  ) throws(EvaluationError) -> FidelityReport {
    switch reference {
    case .golden(let golden):
      try compare(
        model, GoldenAnswers(golden, for: model, dimensions: dimensions),
        comparesStates: comparesStates, cancellation, progress)
    case .model(let reference, let texts, let prompt):
      try compare(
        model,
        ModelAnswers(reference, texts, prompt: prompt, for: model, dimensions: dimensions),
        comparesStates: comparesStates, cancellation, progress)
    }
  }

  private static func compare(
    _ model: EmbeddingModel, _ reference: some ReferenceAnswers, comparesStates: Bool,
    _ cancellation: Cancellation, _ progress: Progress
  ) throws(EvaluationError) -> FidelityReport {
    var reference = reference
    let (tokens, width) = (reference.tokens, model.configuration.hiddenSize)
    var found = try ModelRun(
      of: model, prompt: reference.prompt, dimensions: reference.dimensions,
      keepsPooledNorms: reference.pooledNorms != nil)
    var states = StateComparison(
      stateCount: model.configuration.layerCount + 1, width: width)
    // Side by side, so that no more than one batch's states are in memory.
    for batch in reference.batches {
      if cancellation.isCancelled { throw .cancelled }
      let compared = comparesStates ? try reference.textsWithStates(in: batch) : []
      try reference.answer(batch, keepsStates: !compared.isEmpty)
      let given = try found.append(Array(tokens[batch]), keepsStates: !compared.isEmpty)
      var row = 0
      for text in batch {
        let values = row * width..<(row + tokens[text].count) * width
        row += tokens[text].count
        guard compared.contains(text) else { continue }
        for (index, state) in given.enumerated() {
          states.add(
            state: index, expected: reference.state(index, of: text), found: Array(state[values]))
        }
        states.count(texts: 1)
      }
      progress(batch.upperBound, tokens.count)
    }
    var experts = RoutingComparison(of: model.configuration)
    var reroutedCounts: [Int?] = []
    for text in tokens.indices {
      experts.add(found.experts[text])
      reroutedCounts.append(
        reference.experts(of: text).flatMap {
          experts.add(
            reference: $0, besides: found.experts[text],
            isComparable: reference.isComparable[text])
        })
    }
    let isRoutingKnown = reroutedCounts.contains { $0 != nil }
    let (stateFidelity, stateTextCount) = states.result
    return FidelityReport(
      golden: reference.embeddings, ours: found.embeddings,
      context: FidelityReport.Context(
        tokenMismatches: reference.isComparable.count { !$0 }, routerAgreement: experts.share,
        pooledNorms: reference.pooledNorms.map { (golden: $0, ours: found.pooledNorms) },
        comparesDirections: reference.comparesDirections,
        details: FidelityDetails(
          texts: reference.texts, languages: reference.languages,
          tokenCounts: tokens.map(\.count), reroutedCounts: isRoutingKnown ? reroutedCounts : [],
          states: stateFidelity, stateTextCount: stateTextCount, routing: experts.result)))
  }

  /// Compares the vectors `[N][D]` of another program, which no model of ours gave, with golden ones:
  /// their directions only.
  ///
  /// `dimensions` is by default the golden size; both sides are cut to it. `path` is the file of the
  /// vectors in errors.
  ///
  /// - Throws: `EvaluationError.malformed` if there are not as many as golden ones or one cannot be
  ///   compared, `.dimensions` if they have another size.
  package static func run(
    vectors: [[Float]], path: String, against golden: Golden, dimensions: Int? = nil
  ) throws(EvaluationError) -> FidelityReport {
    try Golden.check(vectors, count: golden.count, path: path)
    let width = dimensions ?? golden.dimensions
    guard width > 0, width <= golden.dimensions else {
      throw .dimensions(expected: [golden.dimensions], found: width)
    }
    guard vectors[0].count == width || dimensions != nil && vectors[0].count > width else {
      throw .malformed(
        place: "\(path): vectors", expected: "\(width) dimensions as in \(golden.path)",
        found: "\(vectors[0].count)")
    }
    return FidelityReport(
      golden: cut(golden.embeddings, to: width, normalizes: false),
      ours: cut(vectors, to: width, normalizes: false),
      context: FidelityReport.Context(
        comparesDirections: true,
        details: FidelityDetails(
          texts: golden.texts, languages: golden.languages,
          tokenCounts: golden.inputIDs?.map(\.count) ?? [])))
  }

  /// The first `width` components of each vector, at length 1 if `normalizes`.
  package static func cut(_ vectors: [[Float]], to width: Int, normalizes: Bool) -> [[Float]] {
    guard let first = vectors.first, width < first.count else { return vectors }
    return vectors.map { vector in
      let part = Array(vector.prefix(width))
      return normalizes ? Cosine.normalized(part) : part
    }
  }
}
