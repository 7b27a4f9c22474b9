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
