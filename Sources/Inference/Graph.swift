import Base
package import CrestFormat
package import Kernels
package import Model

/// All weights of a model, found and checked once.
struct Graph {
  let tokenEmbedding: TokenEmbedding
  let positionTable: FloatVector?
  let positionOffset: Int
  let rotary: RotaryTables?
  let attentionBias: AttentionBias?
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
    attentionBias = try source.attentionBias(maximumTokenCount: maximumTokenCount)
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

  /// The most biases of distances there is a table for, of each head and each token of the longest text.
  static let maximumBiasCount = 1 << 20

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
    // Both are below 2^31: the product fits.
    guard
      !model.hasRelativePositions
        || model.headCount * maximumTokenCount <= Graph.maximumBiasCount
    else {
      throw .unsupportedModel(
        .maximumTokenCount,
        expected: "at most \(Graph.maximumBiasCount / model.headCount), as the biases of distances "
          + "of \(model.headCount) heads are", found: "\(maximumTokenCount)")
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

/// Where a model's weights come from; names are the canonical ones of `CanonicalTensor`.
///
/// A mapped `.crest` answers it here; the remapped safetensors model answers it in Conversion, so
/// that the runtime knows nothing of that format.
package protocol WeightSource: Sendable {
  var configuration: ModelConfiguration { get }
  /// The weight of a linear layer `[N, K]`.
  func linear(_ name: TensorName) throws(InferenceError) -> LinearWeight
  /// A vector or small table of binary32 values.
  func vector(_ name: TensorName) throws(InferenceError) -> FloatVector
  /// The token embedding `[V, H]`.
  func tokenEmbedding(_ name: TensorName) throws(InferenceError) -> TokenEmbedding
  /// Requires all weights that were read so far to be those of the files they lie in.
  ///
  /// - Throws: `InferenceError.file` if a file was shortened since it was opened.
  func checkWhole() throws(InferenceError)
}

extension WeightSource {
  /// The table of relative positions `[32, heads]`, by heads and distances; `nil` if there is none.
  fileprivate func attentionBias(maximumTokenCount: Int) throws(InferenceError) -> AttentionBias? {
    guard configuration.hasRelativePositions else { return nil }
    let headCount = configuration.headCount
    return AttentionBias(
      table: try checkedVector(
        .weight(.relativePositions), RelativePositions.bucketCount * headCount),
      headCount: headCount, tokenCount: maximumTokenCount,
      bucket: RelativePositions.bucket(ofDistance:))
  }

  func checkedVector(_ name: TensorName, _ count: Int) throws(InferenceError) -> FloatVector {
    let vector = try vector(name)
    guard vector.count == count else {
      throw .wrongTensor("\(name)", expected: "\(count) values", found: "\(vector.count)")
    }
    return vector
  }

  func checkedLinear(
    _ name: TensorName, outputs: Int, inputs: Int
  ) throws(InferenceError) -> LinearWeight {
    let weight = try linear(name)
    let found: [Int] =
      switch weight {
      case .quantized(let matrix): [matrix.layout.rowCount, matrix.layout.inputCount]
      case .float(let parts): [weight.outputCount, parts.first?.inputCount ?? 0]
      case .half(_, let outputCount, let inputCount): [outputCount, inputCount]
      }
    guard found == [outputs, inputs] else {
      throw .wrongTensor("\(name)", expected: "[\(outputs), \(inputs)]", found: "\(found)")
    }
    guard inputs <= Compute.largestInputCount else {
      throw .unsupportedModel(
        .inputs(tensor: "\(name)"), expected: "at most \(Compute.largestInputCount)",
        found: "\(inputs)")
    }
    return weight
  }
}

/// The weights of an open `.crest`, used where they lie in the mapping.
package struct CrestWeights: WeightSource {
  package let file: CrestFile
  package let configuration: ModelConfiguration

  package init(_ file: CrestFile) {
    self.file = file
    configuration = file.manifest.model
  }

  package func checkWhole() throws(InferenceError) {
    try wrapping(InferenceError.file, file.mapping.checkWhole())
  }

  /// The linear weight called `name`; f32, f16, int8, int4 or int3.
  package func linear(_ name: TensorName) throws(InferenceError) -> LinearWeight {
    let (record, layout) = try weight(name)
    let region = file.region(of: record)
    let (outputs, inputs) = (layout.rowCount, layout.inputCount)
    switch layout.encoding {
    case .int8, .int4, .int3:
      let stored = layout.storedInputCount
      guard [1, 2, 4, 8, 16, 32, 64, 128].contains(record.rotation),
        stored % record.rotation == 0
      else {
        throw .wrongTensor(
          "\(name)", expected: "a rotation that is a power of two up to 128 and divides \(stored)",
          found: "\(record.rotation)")
      }
      return .quantized(QuantizedMatrix(layout: layout, region: region, rotation: record.rotation))
    case .f32:
      return .float([
        FloatMatrix(
          region: region, outputCount: outputs, inputCount: inputs, firstOutput: 0,
          isTransposed: false)
      ])
    case .f16: return .half(region, outputCount: outputs, inputCount: inputs)
    case .tableInt8, .tableInt4:
      throw .wrongTensor("\(name)", expected: "a matrix", found: layout.encoding.rawValue)
    }
  }

  /// The binary32 vector or small table called `name`.
  package func vector(_ name: TensorName) throws(InferenceError) -> FloatVector {
    let (record, layout) = try weight(name)
    guard layout.encoding == .f32 else {
      throw .wrongTensor("\(name)", expected: "f32", found: layout.encoding.rawValue)
    }
    return FloatVector(region: file.region(of: record))
  }

  package func tokenEmbedding(_ name: TensorName) throws(InferenceError) -> TokenEmbedding {
    let (record, layout) = try weight(name)
    guard !layout.encoding.isKernelOrder else {
      throw .wrongTensor("\(name)", expected: "a table", found: layout.encoding.rawValue)
    }
    return TokenEmbedding(layout: layout, region: file.region(of: record))
  }

  private func weight(_ name: TensorName) throws(InferenceError) -> (TensorRecord, WeightLayout) {
    guard let record = file[name.description] else { throw .missingTensor("\(name)") }
    guard let layout = record.layout else {
      throw .wrongTensor("\(name)", expected: "a weight", found: record.encoding.rawValue)
    }
    return (record, layout)
  }
}
