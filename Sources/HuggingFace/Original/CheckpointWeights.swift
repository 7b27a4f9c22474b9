import Base
package import Inference
import Kernels
import Model
import Reference
import Tokenization

extension SourceModel {
  /// The model itself in binary32, run from its original files: the reference of a conversion.
  ///
  /// - Throws: `InferenceError` if the runtime cannot run it.
  package func model(
    options: RuntimeOptions = RuntimeOptions()
  ) throws(InferenceError) -> EmbeddingModel {
    var options = options
    if options.floatProducts == nil { options.floatProducts = OpenBLAS() }
    return try EmbeddingModel(
      weights: CheckpointWeights(self), sentence: sentence,
      tokenizer: tokenizer.map { Tokenizer($0) }, options: options)
  }
}

/// The weights of an original, remapped to the canonical graph without being written.
///
/// F32 weights are used where they lie in the mapped file; F16 and BF16 weights are widened when
/// they are asked for, as are tensors that do not lie on a multiple of four bytes.
private struct CheckpointWeights: WeightSource {
  private let source: SourceModel
  private let tensors: [TensorName: CanonicalTensor]

  var configuration: ModelConfiguration { source.configuration }

  init(_ source: SourceModel) {
    self.source = source
    tensors = Dictionary(uniqueKeysWithValues: source.tensors.map { ($0.tensorName, $0) })
  }

  func linear(_ name: TensorName) throws(InferenceError) -> LinearWeight {
    let tensor = try tensor(name)
    let inputCount = tensor.shape.last ?? 0
    var parts: [FloatMatrix] = []
    var firstOutput = 0
    for part in tensor.parts {
      let outputCount = part.transposed ? tensor.shape[0] : part.rows.count
      let region = try values(
        part, columnCount: part.transposed ? outputCount : inputCount, of: tensor)
      parts.append(
        FloatMatrix(
          region: region, outputCount: outputCount, inputCount: inputCount,
          firstOutput: firstOutput, isTransposed: part.transposed))
      firstOutput += outputCount
    }
    return .float(parts)
  }

  func vector(_ name: TensorName) throws(InferenceError) -> FloatVector {
    let tensor = try tensor(name)
    let columnCount = tensor.shape.dropFirst().reduce(1, *)
    if let part = tensor.parts.first, tensor.parts.count == 1 {
      return FloatVector(region: try values(part, columnCount: columnCount, of: tensor))
    }
    var joined: [Float] = []
    for part in tensor.parts {
      joined += try values(part, columnCount: columnCount, of: tensor).elements(as: Float.self)
    }
    return FloatVector(joined)
  }

  func tokenEmbedding(_ name: TensorName) throws(InferenceError) -> TokenEmbedding {
    let tensor = try tensor(name)
    guard let part = tensor.parts.first, tensor.parts.count == 1, tensor.shape.count == 2 else {
      throw .wrongTensor("\(name)", expected: "one table", found: "\(tensor.parts.count) parts")
    }
    let region = try values(part, columnCount: tensor.shape[1], of: tensor)
    let layout = try wrapping(
      { (error: WeightLayoutError) -> InferenceError in
        .wrongTensor("\(name)", expected: "a table", found: "\(error)")
      },
      WeightLayout(encoding: .f32, shape: tensor.shape))
    return TokenEmbedding(layout: layout, region: region)
  }

  func checkWhole() throws(InferenceError) {
    try wrapping(InferenceError.file, source.weights.checkWhole())
  }

  private func tensor(_ name: TensorName) throws(InferenceError) -> CanonicalTensor {
    guard let tensor = tensors[name] else { throw .missingTensor("\(name)") }
    return tensor
  }

  /// The values of a part as binary32: mapped if they lie so, widened otherwise.
  private func values(
    _ part: SourcePart, columnCount: Int, of tensor: CanonicalTensor
  ) throws(InferenceError) -> ByteRegion {
    guard let name = source.names[part.tensor] else { throw .missingTensor(tensor.name) }
    let elements = part.rows.lowerBound * columnCount..<part.rows.upperBound * columnCount
    return try wrapping(
      { (error: HuggingFaceError) -> InferenceError in
        .wrongTensor(tensor.name, expected: "readable weights", found: "\(error)")
      },
      source.weights.floats(name, elements: elements))
  }
}

/// The weights of the steps after pooling: each module's in a folder of its own.
struct SourceSteps {
  private let sentence: SentenceConfiguration
  private let hiddenSize: Int
  /// The folder of each step's module; empty for a step without one.
  private let folders: [String]

  init(_ sentence: SentenceConfiguration, folders: [String], hiddenSize: Int) {
    self.sentence = sentence
    self.folders = folders
    self.hiddenSize = hiddenSize
  }

  /// The folders that have weights, in the order of the steps.
  var weightFolders: [String] {
    zip(sentence.steps, folders).compactMap { $0 == .normalize ? nil : $1 }
  }

  /// The canonical tensors, in the order in which they are stored.
  var tensors: [CanonicalTensor] {
    let sizes = sentence.stepSizes(hiddenSize: hiddenSize)
    var tensors: [CanonicalTensor] = []
    for (index, step) in sentence.steps.enumerated() {
      func append(_ name: TensorName, _ shape: [Int], _ source: String) {
        let source = SourceWeights.stepTensor(source, in: folders[index])
        tensors.append(
          CanonicalTensor(
            name, shape: shape, parts: [SourcePart(tensor: source, rows: 0..<shape[0])]))
      }
      switch step {
      case .dense(let dense):
        let module = TensorName.Module.step(index, .dense)
        append(.weight(module), [dense.outputSize, sizes[index]], "linear.weight")
        if dense.hasBias { append(.bias(module), [dense.outputSize], "linear.bias") }
      case .layerNorm:
        let module = TensorName.Module.step(index, .norm)
        append(.weight(module), [sizes[index]], "norm.weight")
        append(.bias(module), [sizes[index]], "norm.bias")
      case .normalize: break
      }
    }
    return tensors
  }

  /// Opens the files of the steps and holds them against the tensors.
  ///
  /// - Returns: `names` with those of the steps.
  /// - Throws: `HuggingFaceError` if a file is missing or refused, or has not exactly the tensors.
  func open(
    _ weights: inout SourceWeights, in folder: String, adding names: SourceMap
  ) throws(HuggingFaceError) -> SourceMap {
    var all = names.names
    // Each tensor is stored as it is: one part, whole.
    let shapes = Dictionary(
      tensors.flatMap { tensor in tensor.parts.map { ($0.tensor, tensor.shape) } }
    ) { first, _ in first }
    for step in weightFolders {
      let (file, found) = try weights.open(step: step, in: folder)
      let own = SourceWeights.stepTensor("", in: step)
      let shapes = shapes.filter { $0.key.hasPrefix(own) }
      let missing = shapes.keys.filter { found[$0] == nil }.sorted()
      let unexpected = found.keys.filter { shapes[$0] == nil }.sorted()
      guard missing.isEmpty, unexpected.isEmpty else {
        throw .tensorNames(
          file: file.path, architecture: "a step after pooling", missing: missing,
          unexpected: unexpected)
      }
      for (name, shape) in shapes.sorted(by: { $0.key < $1.key }) {
        try found[name]?.check(shape, name: name, file: file.path)
        all[name] = name
      }
    }
    return SourceMap(
      names: all, ignored: names.ignored, unplaced: names.unplaced,
      foreignPrefix: names.foreignPrefix)
  }
}
