import Model
public import Inference

/// How far a model's hidden states are from the golden ones, layer by layer.
public struct HiddenComparison: Sendable, Equatable {
  /// The largest absolute difference after the embedding norm and after every layer, over all
  /// texts with golden states; NaN where a difference is.
  public let maximumDifferences: [Double]
  /// The largest of them, NaN if one is; 0 if the golden file has no hidden states.
  public var maximumDifference: Double { maximumDifferences.reduce(0, HiddenComparison.larger) }

  /// Runs `model` on the golden texts with hidden states.
  ///
  /// The ids are the golden ones where the file has them. For comparing a path in binary32: a
  /// quantised model is judged by its vectors.
  ///
  /// - Throws: `VerificationError.inference` if the model cannot run on a text, `.hiddenStates`
  ///   if the golden states are of another number of layers, tokens or width.
  public init(model: EmbeddingModel, golden: Golden) throws(VerificationError) {
    let width = model.configuration.hiddenSize
    var largest: [Double] = []
    for (index, detail) in golden.details.sorted(by: { $0.key < $1.key }) {
      guard !detail.hiddenShape.isEmpty else { continue }
      let tokens: [Int32]
      if let ids = golden.inputIDs {
        tokens = ids[index]
      } else {
        let text = golden.texts.map { $0[index] } ?? ""
        tokens = try Verifier.tokens(of: [text], by: model, prompt: golden.prompt ?? "")[0]
      }
      let shape = [model.configuration.layerCount + 1, tokens.count, width]
      guard detail.hiddenShape == shape else {
        throw .hiddenStates(index: index, expected: shape, found: detail.hiddenShape)
      }
      let trace = ForwardTrace(keeping: .all)
      do throws(InferenceError) {
        _ = try model.embed(tokens: [tokens], trace: trace)
      } catch {
        throw .inference(error.shifted(by: index))
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
