import Inference
import Model

/// How far one hidden state is from the reference's, over all tokens compared.
package struct StateFidelity: Sendable, Equatable {
  /// The length of all differences divided by that of the reference, `|ours - reference| /
  /// |reference|`; NaN if a value is.
  package let relativeError: Double
  /// The mean cosine of a token's vectors; NaN if a value is.
  package let cosine: Double

  package init(relativeError: Double, cosine: Double) {
    self.relativeError = relativeError
    self.cosine = cosine
  }
}

/// Sums how far hidden states are apart, text by text.
package struct StateComparison {
  private struct Sums {
    var difference = 0.0
    var reference = 0.0
    var cosine = 0.0
    var count = 0
  }

  private let width: Int
  private var sums: [Sums]
  private var textCount = 0

  /// Compares so many states of so many components a token.
  package init(stateCount: Int, width: Int) {
    self.width = width
    sums = Array(repeating: Sums(), count: stateCount)
  }

  /// Takes state number `index`, both `[tokens, width]`.
  package mutating func add(state index: Int, expected: [Float], found: [Float]) {
    precondition(expected.count == found.count && found.count % width == 0)
    for start in stride(from: 0, to: found.count, by: width) {
      let (ours, wanted) = (found[start..<start + width], expected[start..<start + width])
      var (difference, length) = (0.0, 0.0)
      for (x, y) in zip(ours, wanted) {
        difference += (Double(x) - Double(y)) * (Double(x) - Double(y))
        length += Double(y) * Double(y)
      }
      sums[index].difference += difference
      sums[index].reference += length
      sums[index].cosine += Cosine.of(ours, wanted)
      sums[index].count += 1
    }
  }

  /// Counts the texts whose states were added.
  package mutating func count(texts: Int) { textCount += texts }

  /// One entry for each state; empty if no text was compared.
  package var result: (states: [StateFidelity], textCount: Int) {
    guard textCount > 0 else { return ([], 0) }
    let states = sums.map {
      StateFidelity(
        relativeError: $0.difference == 0 ? 0 : ($0.difference / $0.reference).squareRoot(),
        cosine: $0.cosine / Double($0.count))
    }
    return (states, textCount)
  }
}

/// How one layer gives tokens to its experts.
package struct RoutingFidelity: Sendable, Equatable {
  /// The layer's index among all layers.
  package let layer: Int
  /// The share of tokens that are given to the same set of experts; `nil` if none was compared.
  package let agreement: Double?
  /// How many tokens each expert of the model got, all texts together.
  package let tokenCounts: [Int]
  /// The same of the reference; empty if it is not known.
  package let referenceTokenCounts: [Int]

  package init(
    layer: Int, agreement: Double?, tokenCounts: [Int], referenceTokenCounts: [Int] = []
  ) {
    self.layer = layer
    self.agreement = agreement
    self.tokenCounts = tokenCounts
    self.referenceTokenCounts = referenceTokenCounts
  }
}

/// Counts the (token, expert layer) pairs that are given to the same set of experts.
package struct RouterAgreement {
  package private(set) var equalCount = 0
  package private(set) var count = 0

  package init() {}

  /// The share of equal sets; `nil` if none was compared.
  package var share: Double? { count == 0 ? nil : Double(equalCount) / Double(count) }

  /// Compares two texts' experts, each `[layers, tokens, chosenCount]` and ascending per token.
  package mutating func add(_ first: [some BinaryInteger], _ second: [Int32], chosenCount: Int) {
    precondition(
      first.count == second.count && chosenCount > 0 && first.count % chosenCount == 0,
      "\(first.count) and \(second.count) experts, \(chosenCount) per token")
    for start in stride(from: 0, to: first.count, by: chosenCount) {
      let isEqual = (start..<start + chosenCount).allSatisfy { first[$0] == second[$0] }
      equalCount += isEqual ? 1 : 0
      count += 1
    }
  }
}

/// Counts, layer by layer, which experts get tokens and whether they are the reference's.
struct RoutingComparison {
  private let layers: [Int]
  private let expertCount: Int
  private let chosenCount: Int
  private var agreements: [RouterAgreement]
  private var counts: [[Int]]
  private var referenceCounts: [[Int]]
  private var hasReference = false

  /// Begins without a text; without experts nothing is ever counted.
  init(of model: ModelConfiguration) {
    layers = model.expertLayers.indices.filter { model.expertLayers[$0] }
    (expertCount, chosenCount) = (model.expertCount, model.expertsPerToken)
    agreements = layers.map { _ in RouterAgreement() }
    counts = layers.map { _ in Array(repeating: 0, count: model.expertCount) }
    referenceCounts = counts
  }

  /// Whether `other` has experts in the same number of layers, as many of them and as many chosen.
  func fits(_ other: ModelConfiguration) -> Bool {
    !layers.isEmpty && other.expertLayers.count { $0 } == layers.count
      && other.expertCount == expertCount && other.expertsPerToken == chosenCount
  }

  /// Takes the experts of one text, `[layers with experts, tokens, chosen]`.
  mutating func add(_ experts: [Int32]) { RoutingComparison.add(experts, to: &counts) }

  /// Takes the reference's for the same text; they are compared if the ids are the same.
  ///
  /// Returns how many tokens go to other experts in at least one layer, `nil` if that is not compared.
  mutating func add(
    reference: [some BinaryInteger], besides experts: [Int32], isComparable: Bool
  ) -> Int? {
    guard !layers.isEmpty, !reference.isEmpty else { return nil }
    hasReference = true
    RoutingComparison.add(reference, to: &referenceCounts)
    guard isComparable else { return nil }
    let size = experts.count / layers.count
    for place in layers.indices {
      let range = place * size..<(place + 1) * size
      agreements[place].add(
        Array(reference[range]), Array(experts[range]), chosenCount: chosenCount)
    }
    let rerouted = experts.indices.filter { reference[$0] != experts[$0] }
    return Set(rerouted.map { $0 % size / chosenCount }).count
  }

  /// The share of equal sets over all layers; `nil` if none was compared.
  var share: Double? {
    let count = agreements.reduce(0) { $0 + $1.count }
    return count == 0 ? nil : Double(agreements.reduce(0) { $0 + $1.equalCount }) / Double(count)
  }

  var result: [RoutingFidelity] {
    layers.indices.map {
      RoutingFidelity(
        layer: layers[$0], agreement: agreements[$0].share, tokenCounts: counts[$0],
        referenceTokenCounts: hasReference ? referenceCounts[$0] : [])
    }
  }

  private static func add(_ experts: [some BinaryInteger], to counts: inout [[Int]]) {
    guard !counts.isEmpty else { return }
    let size = experts.count / counts.count
    for (place, expert) in experts.enumerated() { counts[place / size][Int(expert)] += 1 }
  }
}

/// A model's answers to token sequences, with the routing on the way, batch by batch.
struct ModelRun {
  let model: EmbeddingModel
  /// How many components the vectors have.
  let dimensions: Int
  /// Whether the lengths of the pooled vectors are kept.
  let keepsPooledNorms: Bool
  private let promptTokenCount: Int

  /// The vectors, `[N][dimensions]`.
  private(set) var embeddings: [[Float]] = []
  /// The lengths of the pooled vectors before the normalisation, if they were asked for.
  private(set) var pooledNorms: [Double] = []
  /// For each text, the experts `[layers with experts, tokens, chosen]`, ascending per token.
  private(set) var experts: [[Int32]] = []

  /// Begins without a text; all will have `prompt` before them.
  init(
    of model: EmbeddingModel, prompt: String, dimensions: Int, keepsPooledNorms: Bool
  ) throws(EvaluationError) {
    promptTokenCount = try EvaluationError.running(model.promptTokenCount(prompt))
    self.model = model
    self.dimensions = dimensions
    self.keepsPooledNorms = keepsPooledNorms
  }

  /// Runs the next texts together and returns their hidden states if all are to be kept.
  mutating func append(
    _ sequences: [[Int32]], keepsStates: Bool = false
  ) throws(EvaluationError) -> [[Float]] {
    let trace = ForwardTrace(keeping: keepsStates ? .all : .none)
    let vectors = try EvaluationError.running(
      after: embeddings.count,
      model.embed(
        tokens: sequences, promptTokenCount: promptTokenCount, dimensions: dimensions,
        trace: trace))
    embeddings += vectors
    if keepsPooledNorms { pooledNorms += trace.pooledLengths }
    var row = 0
    for sequence in sequences {
      let rows = row..<row + sequence.count
      experts.append(experts(trace, rows))
      row = rows.upperBound
    }
    return keepsStates ? trace.hidden : []
  }

  private func experts(_ trace: ForwardTrace, _ rows: Range<Int>) -> [Int32] {
    let chosenCount = model.configuration.expertsPerToken
    return trace.experts.keys.sorted().flatMap { layer in
      trace.experts[layer, default: []][
        rows.lowerBound * chosenCount..<rows.upperBound * chosenCount]
    }
  }
}
