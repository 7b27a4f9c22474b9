import Architectures
import Bytes
import Kernels
import Tensors

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

  /// The longest text there are tables of rotary angles for: no file may ask for more memory.
  static let maximumTokenCount = 65_536

  init(from source: any WeightSource, maximumTokenCount: Int) throws(InferenceError) {
    let model = source.configuration
    try Graph.check(model)
    guard maximumTokenCount <= Graph.maximumTokenCount else {
      throw .unsupportedModel(
        field: "maximum tokens", expected: "at most \(Graph.maximumTokenCount)",
        found: "\(maximumTokenCount)")
    }
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
      guard maximumTokenCount + offset <= rowCount else {
        throw .unsupportedModel(
          field: "maximum tokens", expected: "at most \(rowCount - offset) positions",
          found: "\(maximumTokenCount)")
      }
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

  /// The kernels' own limits.
  private static func check(_ model: ModelConfiguration) throws(InferenceError) {
    for (field, value) in [("hiddenSize", model.hiddenSize), ("headDim", model.headDim)] {
      guard value > 0, value % 32 == 0 else {
        throw .unsupportedModel(field: field, expected: "a multiple of 32", found: "\(value)")
      }
    }
    guard model.headCount * model.headDim == model.hiddenSize else {
      throw .unsupportedModel(
        field: "headCount x headDim", expected: "\(model.hiddenSize)",
        found: "\(model.headCount) x \(model.headDim)")
    }
    guard model.isGated || model.activation == .gelu else {
      throw .unsupportedModel(
        field: "activation", expected: "gelu without a gate", found: model.activation.rawValue)
    }
    guard model.expertCount <= 256, model.expertsPerToken <= model.expertCount else {
      throw .unsupportedModel(
        field: "expertCount", expected: "at most 256, and at least the experts per token",
        found: "\(model.expertCount)")
    }
  }

  func releasePages(of layer: Layer) {
    for weight in layer.weights {
      for region in weight.regions { region.advise(.dontNeed) }
    }
  }
}
