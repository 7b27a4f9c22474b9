import Model
import Kernels

/// The weights of one norm.
struct Norm {
  let weight: FloatVector
  let bias: FloatVector

  init(_ module: TensorName.Module, from source: any WeightSource) throws(InferenceError) {
    weight = try source.checkedVector(.weight(module), source.configuration.hiddenSize)
    bias = try source.checkedVector(.bias(module), source.configuration.hiddenSize)
  }
}

/// A linear layer: a weight and an optional bias.
struct Linear {
  let weight: LinearWeight
  let bias: FloatVector?

  init(weight: LinearWeight, bias: FloatVector?) {
    self.weight = weight
    self.bias = bias
  }

  init(
    _ module: TensorName.Module, outputs: Int, inputs: Int, hasBias: Bool,
    from source: any WeightSource
  ) throws(InferenceError) {
    weight = try source.checkedLinear(.weight(module), outputs: outputs, inputs: inputs)
    bias = hasBias ? try source.checkedVector(.bias(module), outputs) : nil
  }
}

extension Compute {
  /// `out = f(x · Wᵀ + b)` over `rowCount` rows; `activations` hold quantised inputs, `widened` a
  /// binary16 matrix.
  func apply(
    _ linear: Linear, to x: FloatBuffer, _ rowCount: Int, activations: ActivationBuffer,
    widened: FloatBuffer, gelu: Bool = false, into out: FloatBuffer
  ) {
    switch linear.weight {
    case .quantized(let matrix):
      quantize(
        x, rowCount: rowCount, width: matrix.layout.inputCount,
        storedWidth: matrix.layout.storedInputCount, rotation: matrix.rotation,
        into: activations)
      products(
        [.init(matrix: matrix, firstRow: 0, rowCount: rowCount)], activations: activations,
        bias: linear.bias, gelu: gelu, into: out)
    case .float, .half:
      floatProduct(linear.weight, of: x, rowCount, firstRow: 0, widened: widened, into: out)
      biasAndGelu(
        out, rowCount: rowCount, width: linear.weight.outputCount, bias: linear.bias, gelu: gelu)
    }
  }

  /// The binary32 product alone, for the rows from `firstRow` on.
  func floatProduct(
    _ weight: LinearWeight, of x: FloatBuffer, _ rowCount: Int, firstRow: Int,
    widened: FloatBuffer, into out: FloatBuffer
  ) {
    let parts: [FloatMatrix]
    switch weight {
    case .quantized: preconditionFailure("a quantised matrix has no binary32 product")
    case .float(let matrices): parts = matrices
    case .half(let region, let outputCount, let inputCount):
      parts = [
        widen(half: region, outputCount: outputCount, inputCount: inputCount, into: widened)
      ]
    }
    floatProduct(
      x, rowCount: rowCount, firstRow: firstRow, weight: parts, outputCount: weight.outputCount,
      into: out)
  }
}

/// What follows attention in a layer.
enum FeedForward {
  case dense(up: Linear, down: Linear)
  case experts(
    router: FloatVector, experts: [(up: LinearWeight, down: LinearWeight)], bias: FloatVector?)
}

/// The weights of one transformer block.
package struct Layer {
  let qkv: Linear
  let attentionOut: Linear
  let attentionNorm: Norm
  private(set) var feedForward: FeedForward
  let feedForwardNorm: Norm

  package init(_ index: Int, from source: any WeightSource) throws(InferenceError) {
    let model = source.configuration
    let (hidden, inner) = (model.hiddenSize, model.feedForwardSize)
    qkv = try Linear(
      .layer(index, .qkv), outputs: 3 * hidden, inputs: hidden,
      hasBias: model.biases.attention, from: source)
    attentionOut = try Linear(
      .layer(index, .attentionOut), outputs: hidden, inputs: hidden,
      hasBias: model.biases.attention, from: source)
    attentionNorm = try Norm(.layer(index, .attentionNorm), from: source)
    feedForwardNorm = try Norm(.layer(index, .feedForwardNorm), from: source)
    if model.expertLayers[index] {
      var experts: [(up: LinearWeight, down: LinearWeight)] = []
      for expert in 0..<model.expertCount {
        experts.append(
          (
            up: try source.checkedLinear(
              .weight(.expert(layer: index, expert, .up)), outputs: inner, inputs: hidden),
            down: try source.checkedLinear(
              .weight(.expert(layer: index, expert, .down)), outputs: hidden, inputs: inner)
          ))
        try Layer.checkLast(experts, layer: index, expert)
      }
      feedForward = .experts(
        router: try source.checkedVector(
          .weight(.layer(index, .router)), model.expertCount * hidden),
        experts: experts, bias: try source.checkedVector(.bias(.layer(index, .experts)), hidden))
    } else {
      feedForward = .dense(
        up: try Linear(
          .layer(index, .up), outputs: model.isGated ? 2 * inner : inner, inputs: hidden,
          hasBias: model.biases.up, from: source),
        down: try Linear(
          .layer(index, .down), outputs: hidden, inputs: inner, hasBias: model.biases.down,
          from: source))
    }
  }

  /// The last expert is quantised whole or not at all, with the rotations and the padding of the
  /// experts before: activations are quantised once for all.
  private static func checkLast(
    _ experts: [(up: LinearWeight, down: LinearWeight)], layer: Int, _ expert: Int
  ) throws(InferenceError) {
    guard let last = experts.last else { return }
    guard (last.up.rotation == nil) == (last.down.rotation == nil) else {
      throw .wrongTensor(
        "\(TensorName.weight(.expert(layer: layer, expert, .down)))",
        expected:
          "\(last.up.rotation == nil ? "a float" : "a quantised") matrix, as the expert's up",
        found: "the other")
    }
    guard let first = experts.first(where: { $0.up.rotation != nil }) else { return }
    for (part, expected, found) in [
      (TensorName.ExpertModule.up, first.up, last.up), (.down, first.down, last.down),
    ] {
      let name = "\(TensorName.weight(.expert(layer: layer, expert, part)))"
      guard let expectedRotation = expected.rotation, let foundRotation = found.rotation else {
        continue
      }
      guard foundRotation == expectedRotation else {
        throw .wrongTensor(
          name, expected: "rotation \(expectedRotation), as the experts before",
          found: "\(foundRotation)")
      }
      guard found.storedInputCount == expected.storedInputCount else {
        throw .wrongTensor(
          name, expected: "\(expected.storedInputCount) stored inputs, as the experts before",
          found: "\(found.storedInputCount)")
      }
    }
  }

  /// The layer without the bias that its experts share, and that bias.
  func withoutSharedBias() -> (layer: Layer, bias: FloatVector?) {
    guard case .experts(let router, let experts, let bias) = feedForward else { return (self, nil) }
    var layer = self
    layer.feedForward = .experts(router: router, experts: experts, bias: nil)
    return (layer, bias)
  }

  /// Whether an expert has weights that are not quantised.
  var hasFloatExperts: Bool {
    guard case .experts(_, let experts, _) = feedForward else { return false }
    return experts.contains { !$0.up.isQuantized || !$0.down.isQuantized }
  }

  /// Everything that is read when the layer runs and is large.
  var weights: [LinearWeight] {
    let feedForwardWeights: [LinearWeight] =
      switch feedForward {
      case .dense(let up, let down): [up.weight, down.weight]
      case .experts(_, let experts, _): experts.flatMap { [$0.up, $0.down] }
      }
    return [qkv.weight, attentionOut.weight] + feedForwardWeights
  }
}

extension LinearWeight {
  /// The rotation of a quantised matrix.
  fileprivate var rotation: Int? {
    if case .quantized(let matrix) = self { matrix.rotation } else { nil }
  }

  /// The inputs of a quantised matrix, padding included; 0 for any other.
  var storedInputCount: Int {
    if case .quantized(let matrix) = self { matrix.layout.storedInputCount } else { 0 }
  }
}
