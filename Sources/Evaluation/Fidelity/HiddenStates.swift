import Model
package import Inference

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

/// How far a model's hidden states are from the golden ones, layer by layer.
package struct HiddenComparison: Sendable, Equatable {
  /// The largest absolute difference after the embedding norm and after every layer, over all
  /// texts with golden states; NaN where a difference is.
  package let maximumDifferences: [Double]

  /// Runs `model` on the golden texts with hidden states.
  ///
  /// The ids are the golden ones where the file has them. For comparing a path in binary32: a
  /// quantised model is judged by its vectors.
  ///
  /// - Throws: `EvaluationError.inference` if the model cannot run on a text, `.hiddenStates`
  ///   if the golden states are of another number of layers, tokens or width.
  package init(model: EmbeddingModel, golden: Golden) throws(EvaluationError) {
    let width = model.configuration.hiddenSize
    var largest: [Double] = []
    for (index, detail) in golden.details.sorted(by: { $0.key < $1.key }) {
      guard !detail.hiddenShape.isEmpty else { continue }
      let tokens: [Int32]
      if let ids = golden.inputIDs {
        tokens = ids[index]
      } else {
        let text = golden.texts.map { $0[index] } ?? ""
        tokens = try EvaluationError.running { () throws(InferenceError) in
          try VectorRun(model, prompt: .text(golden.prompt ?? "")).tokens(of: [text])[0]
        }
      }
      let shape = [model.configuration.layerCount + 1, tokens.count, width]
      guard detail.hiddenShape == shape else {
        throw .hiddenStates(index: index, expected: shape, found: detail.hiddenShape)
      }
      let trace = ForwardTrace(keeping: .all)
      try EvaluationError.running(after: index) { () throws(InferenceError) in
        _ = try model.embed(tokens: [tokens], trace: trace)
      }
      let differences = trace.hidden.enumerated().map { layer, found in
        HiddenComparison.difference(detail.state(layer), found)
      }
      largest =
        largest.isEmpty ? differences : zip(largest, differences).map(HiddenComparison.larger)
    }
    maximumDifferences = largest
  }

  /// The largest absolute difference of two lists of one size; NaN if one difference is.
  package static func difference(_ expected: some Collection<Float>, _ found: [Float]) -> Double {
    precondition(expected.count == found.count)
    return zip(expected, found).reduce(0) { larger($0, abs(Double($1.0) - Double($1.1))) }
  }

  private static func larger(_ first: Double, _ second: Double) -> Double {
    first.isNaN || second.isNaN ? .nan : max(first, second)
  }
}
