import Model
import Base
import Kernels

/// All weights of a model, found and checked once.
struct Graph {
  let tokenEmbedding: TokenEmbedding
  let positionTable: FloatVector?
  let positionOffset: Int
  let rotary: RotaryTables?
  let typeRow: FloatVector?
  let embeddingNorm: Norm
  let layers: [Layer]
  let heads: Heads

  init(from source: any WeightSource, maximumTokenCount: Int) throws(InferenceError) {
    let model = source.configuration
    try Graph.check(model, maximumTokenCount: maximumTokenCount)
    tokenEmbedding = try source.tokenEmbedding(.tokenEmbedding)
    let shape = [model.vocabularySize, model.hiddenSize]
    guard tokenEmbedding.layout.shape == shape else {
      throw .wrongTensor(
        "\(TensorName.tokenEmbedding)", expected: "\(shape)",
        found: "\(tokenEmbedding.layout.shape)")
    }
    switch model.positions {
    case .rotary(let positions):
      positionTable = nil
      positionOffset = 0
      rotary = RotaryTables(
        positions, headDim: model.headDim, maximumTokenCount: maximumTokenCount)
    case .absolute(let rowCount, let offset):
      positionTable = try source.checkedVector(
        .weight(.positionEmbedding), rowCount * model.hiddenSize)
      positionOffset = offset
      rotary = nil
    }
    // Every text is of type 0: only the first row is ever added.
    typeRow =
      model.tokenTypeCount > 0
      ? try source.checkedVector(.weight(.typeEmbedding), model.tokenTypeCount * model.hiddenSize)
      : nil
    embeddingNorm = try Norm(.embeddingNorm, from: source)
    var layers: [Layer] = []
    for index in 0..<model.layerCount { layers.append(try Layer(index, from: source)) }
    self.layers = layers
    heads = try Heads(from: source)
  }

  /// Every linear layer's weight.
  var weights: [LinearWeight] {
    layers.flatMap(\.weights) + (heads.colbert.map { [$0.weight] } ?? [])
  }

  /// How the first weight is stored that is not quantised; `nil` if all are.
  var floatEncoding: WeightEncoding? {
    for weight in weights {
      switch weight {
      case .quantized: continue
      case .float: return .f32
      case .half: return .f16
      }
    }
    return nil
  }

  func releasePages(of layer: Layer) {
    for weight in layer.weights {
      for region in weight.regions { region.advise(.dontNeed) }
    }
  }
}

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
      let bias = try source.checkedVector(.bias(.sparseHead), 1)
      sparse = (try source.checkedVector(.weight(.sparseHead), hidden), bias)
    } else {
      sparse = nil
    }
    colbert =
      model.heads.colbert
      ? try Linear(
        .colbertHead, outputs: hidden, inputs: hidden, hasBias: true, from: source) : nil
  }
}

extension Graph {
  /// The longest text there are tables of rotary angles for: no file may ask for more memory.
  static let maximumTokenCount = 65_536

  /// The kernels' own limits, and those of positions.
  ///
  /// - Throws: `InferenceError.unsupportedModel`.
  static func check(
    _ model: ModelConfiguration, maximumTokenCount: Int
  ) throws(InferenceError) {
    guard model.hiddenSize > 0, model.headDim > 0 else {
      throw .unsupportedModel(
        .hiddenSize, expected: "at least 1 for each head", found: "\(model.hiddenSize)")
    }
    guard model.headDim <= Compute.largestHeadDim else {
      throw .unsupportedModel(
        .headSize, expected: "at most \(Compute.largestHeadDim)", found: "\(model.headDim)")
    }
    guard model.headCount * model.headDim == model.hiddenSize else {
      throw .unsupportedModel(
        .headCount, expected: "\(model.hiddenSize) (hidden size) together",
        found: "\(model.headCount) of \(model.headDim)")
    }
    guard model.isGated || model.activation == .gelu else {
      throw .unsupportedModel(
        .activation, expected: "gelu without a gate", found: model.activation.rawValue)
    }
    guard model.expertCount <= 256, model.expertsPerToken <= model.expertCount else {
      throw .unsupportedModel(
        .expertCount, expected: "at most 256, and at least the experts per token",
        found: "\(model.expertCount)")
    }
    guard maximumTokenCount <= Graph.maximumTokenCount else {
      throw .unsupportedModel(
        .maximumTokenCount, expected: "at most \(Graph.maximumTokenCount)",
        found: "\(maximumTokenCount)")
    }
    switch model.positions {
    case .rotary(let positions):
      try RotaryTables.check(
        positions, headDim: model.headDim, maximumTokenCount: maximumTokenCount)
    case .absolute(let rowCount, let offset):
      guard maximumTokenCount + offset <= rowCount else {
        throw .unsupportedModel(
          .maximumTokenCount, expected: "at most \(rowCount - offset) positions",
          found: "\(maximumTokenCount)")
      }
    }
  }
}
