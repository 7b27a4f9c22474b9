import Evaluation
import Inference

/// How far a model's hidden states are from the golden ones, layer by layer.
struct HiddenComparison {
  /// The largest absolute difference after the embedding norm and after every layer, over all
  /// texts with golden states; NaN where a difference is.
  let maximumDifferences: [Double]

  /// Runs `model` on the golden texts with hidden states, whose ids the file must have.
  init(model: EmbeddingModel, golden: Golden) throws {
    var largest: [Double] = []
    for (index, detail) in golden.details.sorted(by: { $0.key < $1.key }) {
      guard !detail.hiddenShape.isEmpty, let tokens = golden.inputIDs?[index] else { continue }
      let trace = ForwardTrace(keeping: .all)
      _ = try model.embed(tokens: [tokens], trace: trace)
      let differences = trace.hidden.enumerated().map { layer, found in
        zip(detail.state(layer), found).reduce(0) {
          HiddenComparison.larger($0, abs(Double($1.0) - Double($1.1)))
        }
      }
      largest =
        largest.isEmpty ? differences : zip(largest, differences).map(HiddenComparison.larger)
    }
    maximumDifferences = largest
  }

  private static func larger(_ first: Double, _ second: Double) -> Double {
    first.isNaN || second.isNaN ? .nan : max(first, second)
  }
}
