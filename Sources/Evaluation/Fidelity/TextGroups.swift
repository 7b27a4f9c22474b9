import Tokenization
import TokenizerCompilation

/// The fidelity of texts that have something in common, such as their language.
package struct TextGroupFidelity: Sendable, Equatable {
  /// What they have in common; a language as the golden file names it, empty for none.
  package let name: String
  /// How many texts they are.
  package let count: Int
  package let cosine: Summary
  /// Their centered cosines; the mean golden vector is that of all texts.
  package let centeredCosine: Summary
}

extension FidelityReport {
  /// The texts by their length: up to 8 tokens, then ranges that double; only those with a text.
  package var lengths: [TextGroupFidelity] {
    guard details.tokenCounts.count == count else { return [] }
    return FidelityReport.groups(
      details.tokenCounts.map(LengthRange.init), cosines, centeredCosines)
  }

  /// The texts by the script of most of their letters; none where only ids are known.
  package var scripts: [TextGroupFidelity] {
    guard let texts = details.texts else { return [] }
    return FidelityReport.groups(
      texts.map { TextScript.name(of: $0) }, cosines, centeredCosines)
  }

  /// The indices of texts from the worst cosine on; NaN is worse than any, equal ones keep their
  /// order.
  package var worstFirst: [Int] {
    cosines.indices.sorted { first, second in
      let (a, b) = (cosines[first], cosines[second])
      if a.isNaN || b.isNaN { return a.isNaN && (!b.isNaN || first < second) }
      return a == b ? first < second : a < b
    }
  }
}

/// A range of token counts.
private struct LengthRange: Hashable, Comparable, CustomStringConvertible {
  let lower: Int
  let upper: Int

  /// The range that `count` is in.
  init(of count: Int) {
    var upper = 8
    while upper < count { upper *= 2 }
    self.upper = upper
    lower = upper == 8 ? 1 : upper / 2 + 1
  }

  static func < (first: LengthRange, second: LengthRange) -> Bool { first.upper < second.upper }

  var description: String { "\(lower)–\(upper)" }
}
