package import Kernels
package import Model

/// The steps between pooling and the cut, with their weights.
package struct VectorSteps {
  /// The size that each step takes and, last, that of the result.
  private let sizes: [Int]
  private let steps: [Step]
  /// A binary16 matrix, widened.
  private let widened: FloatBuffer

  fileprivate enum Step {
    case dense(Linear, VectorActivation)
    case layerNorm(weight: FloatVector, bias: FloatVector)
    case normalize
  }

  /// The epsilon of `torch.nn.LayerNorm`.
  private static let epsilon: Float = 1e-5

  /// Finds and checks the weights.
  ///
  /// - Throws: `InferenceError` if a tensor is missing or wrong.
  package init(
    _ sentence: SentenceConfiguration, from source: any WeightSource
  ) throws(InferenceError) {
    let sizes = sentence.stepSizes(hiddenSize: source.configuration.hiddenSize)
    var steps: [Step] = []
    for (index, step) in sentence.steps.enumerated() {
      switch step {
      case .dense(let dense):
        let linear = try Linear(
          .step(index, .dense), outputs: dense.outputSize, inputs: sizes[index],
          hasBias: dense.hasBias, from: source)
        steps.append(.dense(linear, dense.activation))
      case .layerNorm:
        steps.append(
          .layerNorm(
            weight: try source.checkedVector(.weight(.step(index, .norm)), sizes[index]),
            bias: try source.checkedVector(.bias(.step(index, .norm)), sizes[index])))
      case .normalize: steps.append(.normalize)
      }
    }
    self.sizes = sizes
    self.steps = steps
    widened = FloatBuffer(count: steps.map(\.halfCount).max() ?? 0)
  }

  /// How the first weight is stored that is not quantised; `nil` if all are.
  var floatEncoding: WeightEncoding? { steps.lazy.compactMap(\.floatEncoding).first }

  /// What the steps make of pooled vectors `[texts, width]`; the inputs of linear maps are summed in
  /// `sums`.
  func run(
    _ pooled: FloatBuffer, textCount: Int, _ compute: Compute, sums: InputSums?
  ) -> FloatBuffer {
    var x = pooled
    for (index, step) in steps.enumerated() {
      if case .dense = step {
        sums?.add(.step, layer: index, x, rows: 0..<textCount, width: sizes[index])
      }
      x = run(step: index, on: x, textCount: textCount, compute)
    }
    return x
  }

  /// What one step makes of `x` `[texts, width]`; it may lie in `x`.
  package func run(
    step index: Int, on x: FloatBuffer, textCount: Int, _ compute: Compute
  ) -> FloatBuffer {
    let width = sizes[index]
    switch steps[index] {
    case .dense(let linear, let activation):
      let y = apply(linear, to: x, textCount, compute)
      compute.activate(y, activation)
      return y
    case .layerNorm(let weight, let bias):
      compute.normalizeChannels(
        x, width: width, weight: weight, bias: bias, epsilon: VectorSteps.epsilon)
    case .normalize: compute.normalizeRows(x, width: width)
    }
    return x
  }

  private func apply(
    _ linear: Linear, to x: FloatBuffer, _ rowCount: Int, _ compute: Compute
  ) -> FloatBuffer {
    let out = FloatBuffer(count: rowCount * linear.weight.outputCount)
    compute.apply(
      linear, to: x, rowCount,
      activations: ActivationBuffer(rowCount: rowCount, width: linear.weight.storedInputCount),
      widened: widened, into: out)
    return out
  }
}

extension VectorSteps.Step {
  fileprivate var halfCount: Int {
    guard case .dense(let linear, _) = self, case .half(_, let outputs, let inputs) = linear.weight
    else { return 0 }
    return outputs * inputs
  }

  fileprivate var floatEncoding: WeightEncoding? {
    guard case .dense(let linear, _) = self else { return nil }
    return switch linear.weight {
    case .quantized: nil
    case .float: .f32
    case .half: .f16
    }
  }
}
