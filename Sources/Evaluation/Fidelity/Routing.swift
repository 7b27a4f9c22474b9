import Model

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
