import Model
import Kernels

/// The weights of a model's heads.
struct Heads {
  /// `[1, H]` and one bias.
  let sparse: (weight: FloatVector, bias: FloatVector)?
  /// `[H, H]`.
  let colbert: Linear?

  init(from source: any WeightSource) throws(InferenceError) {
    let model = source.configuration
    let hidden = model.hiddenSize
    if model.heads.sparse {
      let bias = try source.checkedVector("heads.sparse.bias", 1)
      sparse = (try source.checkedVector("heads.sparse.weight", hidden), bias)
    } else {
      sparse = nil
    }
    colbert =
      model.heads.colbert
      ? try Linear(
        "heads.colbert", outputs: hidden, inputs: hidden, hasBias: true, from: source) : nil
  }
}
