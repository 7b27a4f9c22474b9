package import Base
package import Inference
import Model

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
  ///   golden file is not one of this model, `.safetensors` if it is shortened meanwhile, `.noTexts`, `.cancelled`.
  package static func run(
    model: EmbeddingModel, against reference: FidelityReference, dimensions: Int? = nil,
    comparesStates: Bool = false, cancellation: Cancellation = Cancellation(),
    progress: Progress = { _, _ in }
  ) throws(EvaluationError) -> FidelityReport {
    switch reference {
    case .golden(let golden):
      let report = try compare(
        model, GoldenAnswers(golden, for: model, dimensions: dimensions),
        comparesStates: comparesStates, cancellation, progress)
      try golden.checkWhole()
      return report
    case .model(let reference, let texts, let prompt):
      return try compare(
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

/// A model's vectors and the golden ones, text by text.
struct VectorComparison {
  /// The cosine of each text's two vectors.
  let cosines: [Double]
  /// The same after the mean golden vector was taken from both: what all texts have in common
  /// flatters the plain cosine.
  let centeredCosines: [Double]
  /// The share of common ten nearest neighbours.
  let overlap: Double
  /// The lengths of our vectors divided by those of the golden ones.
  let normRatios: [Double]
  /// Texts with a vector that has no direction, golden or ours, as it is or centered.
  let degenerate: [Int]

  /// Compares `[N][D]` with `[N][D]`, N and D at least 1; with `comparesDirections` both at length 1,
  /// except for the ratios of their lengths.
  init(golden: [[Float]], ours: [[Float]], comparesDirections: Bool = false) {
    precondition(golden.count == ours.count && !golden.isEmpty)
    var golden = golden.map { $0.map(Double.init) }
    var ours = ours.map { $0.map(Double.init) }
    normRatios = VectorComparison.ratios(
      golden: golden.map { Cosine.length($0) }, ours: ours.map { Cosine.length($0) })
    if comparesDirections {
      golden = golden.map(VectorComparison.direction)
      ours = ours.map(VectorComparison.direction)
    }
    let mean = Centering.mean(golden)
    let centeredGolden = golden.map { Centering.centered($0, mean: mean) }
    let centeredOurs = ours.map { Centering.centered($0, mean: mean) }
    cosines = zip(golden, ours).map { Cosine.of($0, $1) }
    centeredCosines = zip(centeredGolden, centeredOurs).map { Cosine.of($0, $1) }
    overlap = NeighbourOverlap.share(golden: golden, ours: ours)
    let compared = [golden, ours, centeredGolden, centeredOurs]
    degenerate = golden.indices.filter { index in
      compared.contains { !$0[index].contains { $0 != 0 } }
    }
  }

  /// The vector at length 1; a vector of length zero as it is.
  private static func direction(_ vector: [Double]) -> [Double] {
    let length = Cosine.length(vector)
    return length == 0 ? vector : vector.map { $0 / length }
  }

  /// `ours / golden`; two vectors of length zero are equally long.
  static func ratios(golden: [Double], ours: [Double]) -> [Double] {
    zip(golden, ours).map { golden, ours in golden == 0 && ours == 0 ? 1 : ours / golden }
  }
}

/// Takes from vectors what all of them have in common, which flatters their cosines.
package enum Centering {
  /// A vector shorter than this share of what it was subtracted from is rounding, not direction.
  private static let negligible = 1e-12

  /// The mean of vectors of one size.
  package static func mean(_ vectors: [[Double]]) -> [Double] {
    guard let first = vectors.first else { return [] }
    var sum = [Double](repeating: 0, count: first.count)
    for vector in vectors {
      for index in sum.indices { sum[index] += vector[index] }
    }
    return sum.map { $0 / Double(vectors.count) }
  }

  /// `vector - mean`, or zeros where nothing but rounding would be left.
  package static func centered(_ vector: [Double], mean: [Double]) -> [Double] {
    let difference = zip(vector, mean).map { $0 - $1 }
    return Cosine.length(difference) <= negligible * Cosine.length(vector)
      ? [Double](repeating: 0, count: vector.count) : difference
  }
}

/// How far two sets of vectors agree on which texts are close to each other.
package enum NeighbourOverlap {
  /// Two similarities of binary32 vectors that differ by no more than this are tied.
  ///
  /// A component is rounded by up to 2^-24 of itself, which turns a vector by up to 2^-24 of its
  /// length and changes a cosine by up to 2^-23; so the difference of two cosines is only known to
  /// 2^-22.
  static let tie = 0x1p-22

  /// The share of each text's `count` nearest others in `golden` that are among its nearest in
  /// `ours`, on average over the texts.
  ///
  /// Nearness is the cosine. Texts that `golden` has as near as the last of the nearest are tied with
  /// it: whichever of them are found, as many count as there is room for after the nearer ones. Of
  /// equally near texts in `ours` the earlier is nearer. With N texts at most N - 1 neighbours are
  /// asked for; one text alone gives 1. NaN if a vector is not finite. Takes N x N x D products.
  package static func share(golden: [[Double]], ours: [[Double]], count: Int = 10) -> Double {
    precondition(golden.count == ours.count)
    guard (golden + ours).allSatisfy({ $0.allSatisfy(\.isFinite) }) else { return .nan }
    let wanted = min(count, golden.count - 1)
    guard wanted > 0 else { return 1 }
    let (goldenRows, ourRows) = (golden.map(directions), ours.map(directions))
    var shared = 0
    for row in golden.indices {
      let expected = similarities(of: row, in: goldenRows)
      let last = nearest(row, expected, count: wanted).map { expected[$0] }.min() ?? 0
      let nearerCount = expected.indices.count { $0 != row && expected[$0] > last + tie }
      let found = nearest(row, similarities(of: row, in: ourRows), count: wanted)
      let foundNearerCount = found.count { expected[$0] > last + tie }
      let foundTiedCount = found.count { abs(expected[$0] - last) <= tie }
      shared += foundNearerCount + min(foundTiedCount, wanted - nearerCount)
    }
    return Double(shared) / Double(wanted * golden.count)
  }

  /// The vector at length 1 in groups of eight components; a zero vector stays zero.
  private static func directions(_ vector: [Double]) -> [SIMD8<Double>] {
    let norm = Cosine.length(vector)
    var groups = [SIMD8<Double>](repeating: .zero, count: (vector.count + 7) / 8)
    guard norm > 0 else { return groups }
    for (index, value) in vector.enumerated() { groups[index / 8][index % 8] = value / norm }
    return groups
  }

  /// The cosine of `row` with every row, itself included.
  private static func similarities(of row: Int, in rows: [[SIMD8<Double>]]) -> [Double] {
    rows.map { other in
      var sums = SIMD8<Double>.zero
      for group in other.indices { sums += rows[row][group] * other[group] }
      return sums.sum()
    }
  }

  /// The `count` others that are nearest to `row`, nearest first.
  private static func nearest(_ row: Int, _ similarities: [Double], count: Int) -> [Int] {
    var best: [Int] = []
    for other in similarities.indices where other != row {
      let similarity = similarities[other]
      if best.count == count, similarity <= similarities[best[count - 1]] { continue }
      let place = best.firstIndex { similarities[$0] < similarity } ?? best.count
      best.insert(other, at: place)
      if best.count > count { best.removeLast() }
    }
    return best
  }
}
