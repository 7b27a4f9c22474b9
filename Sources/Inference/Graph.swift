import Model
import Base
import Kernels

/// All weights of a model, found and checked once.
struct Graph {
  let tokenTable: TokenTable
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
    tokenTable = try source.tokenTable("embeddings.token.weight")
    let shape = [model.vocabularySize, model.hiddenSize]
    guard tokenTable.layout.shape == shape else {
      throw .wrongTensor(
        "embeddings.token.weight", expected: "\(shape)", found: "\(tokenTable.layout.shape)")
    }
    switch model.positions {
    case .rotary(let positions):
      positionTable = nil
      positionOffset = 0
      rotary = RotaryTables(
        positions, headDim: model.headDim, maximumTokenCount: maximumTokenCount)
    case .absolute(let rowCount, let offset):
      positionTable = try source.checkedVector(
        "embeddings.position.weight", rowCount * model.hiddenSize)
      positionOffset = offset
      rotary = nil
    }
    // Every text is of type 0: only the first row is ever added.
    typeRow =
      model.tokenTypeCount > 0
      ? try source.checkedVector("embeddings.type.weight", model.tokenTypeCount * model.hiddenSize)
      : nil
    embeddingNorm = try Norm("embeddings.norm", from: source)
    var layers: [Layer] = []
    for index in 0..<model.layerCount { layers.append(try Layer(index, from: source)) }
    self.layers = layers
    heads = try Heads(from: source)
  }

  /// Every linear map.
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
