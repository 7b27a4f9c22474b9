import Model
import Inference

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
