import Base
import Model

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
