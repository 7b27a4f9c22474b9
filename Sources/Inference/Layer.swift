import Model
import Kernels

/// The weights of one norm.
struct Norm {
  let weight: FloatVector
  let bias: FloatVector

  init(_ name: String, from source: any WeightSource) throws(InferenceError) {
    weight = try source.checkedVector("\(name).weight", source.configuration.hiddenSize)
    bias = try source.checkedVector("\(name).bias", source.configuration.hiddenSize)
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
    _ name: String, outputs: Int, inputs: Int, hasBias: Bool, from source: any WeightSource
  ) throws(InferenceError) {
    weight = try source.checkedLinear("\(name).weight", outputs: outputs, inputs: inputs)
    bias = hasBias ? try source.checkedVector("\(name).bias", outputs) : nil
  }
}

/// What follows attention in a layer.
enum FeedForward {
  case dense(up: Linear, down: Linear)
  case experts(
    router: FloatVector, experts: [(up: LinearWeight, down: LinearWeight)], bias: FloatVector)
}

/// The weights of one transformer block.
package struct Layer {
  let qkv: Linear
  let attentionOut: Linear
  let attentionNorm: Norm
  let feedForward: FeedForward
  let feedForwardNorm: Norm

  package init(_ index: Int, from source: any WeightSource) throws(InferenceError) {
    let model = source.configuration
    let (hidden, inner) = (model.hiddenSize, model.feedForwardSize)
    let name = "layers.\(index)"
    qkv = try Linear(
      "\(name).attention.qkv", outputs: 3 * hidden, inputs: hidden,
      hasBias: model.biases.attention, from: source)
    attentionOut = try Linear(
      "\(name).attention.out", outputs: hidden, inputs: hidden,
      hasBias: model.biases.attention, from: source)
    attentionNorm = try Norm("\(name).attention.norm", from: source)
    feedForwardNorm = try Norm("\(name).ffn.norm", from: source)
    if model.expertLayers[index] {
      var experts: [(up: LinearWeight, down: LinearWeight)] = []
      for expert in 0..<model.expertCount {
        experts.append(
          (
            up: try source.checkedLinear(
              "\(name).experts.\(expert).up.weight", outputs: inner, inputs: hidden),
            down: try source.checkedLinear(
              "\(name).experts.\(expert).down.weight", outputs: hidden, inputs: inner)
          ))
        try Layer.checkLast(experts, name, expert)
      }
      feedForward = .experts(
        router: try source.checkedVector("\(name).router.weight", model.expertCount * hidden),
        experts: experts, bias: try source.checkedVector("\(name).experts.bias", hidden))
    } else {
      feedForward = .dense(
        up: try Linear(
          "\(name).ffn.up", outputs: model.isGated ? 2 * inner : inner, inputs: hidden,
          hasBias: model.biases.up, from: source),
        down: try Linear(
          "\(name).ffn.down", outputs: hidden, inputs: inner, hasBias: model.biases.down,
          from: source))
    }
  }

  /// The last expert is quantised whole or not at all, with the rotations of the experts before:
  /// activations are rotated once for all.
  private static func checkLast(
    _ experts: [(up: LinearWeight, down: LinearWeight)], _ name: String, _ expert: Int
  ) throws(InferenceError) {
    guard let last = experts.last else { return }
    guard (last.up.rotation == nil) == (last.down.rotation == nil) else {
      throw .wrongTensor(
        "\(name).experts.\(expert).down.weight",
        expected:
          "\(last.up.rotation == nil ? "a float" : "a quantised") matrix, as the expert's up",
        found: "the other")
    }
    guard let first = experts.first(where: { $0.up.rotation != nil }) else { return }
    for (part, expected, found) in [
      ("up", first.up.rotation, last.up.rotation),
      ("down", first.down.rotation, last.down.rotation),
    ] {
      guard let expected, let found, found != expected else { continue }
      throw .wrongTensor(
        "\(name).experts.\(expert).\(part).weight",
        expected: "rotation \(expected), as the experts before", found: "\(found)")
    }
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
}
