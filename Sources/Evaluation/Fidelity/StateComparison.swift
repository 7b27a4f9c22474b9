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
      var (product, ours, reference, difference) = (0.0, 0.0, 0.0, 0.0)
      for place in start..<start + width {
        let (x, y) = (Double(found[place]), Double(expected[place]))
        product += x * y
        ours += x * x
        reference += y * y
        difference += (x - y) * (x - y)
      }
      sums[index].difference += difference
      sums[index].reference += reference
      // Two vectors of length zero have no direction: as in `Similarity`, their cosine is 0.
      sums[index].cosine +=
        ours == 0 || reference == 0 ? 0 : product / (ours * reference).squareRoot()
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
