import Base
package import CrestFormat
import HuggingFace
import Inference
package import Kernels
import Model

/// Rounds the matrices of a written file again, layer by layer, against what they take in.
///
/// Two streams run through the model side by side: that of the file as far as it is calibrated, and
/// that of the original. Each matrix is rounded so that what it gives for the file's stream comes as
/// near as it can to what the original gives for its own, and its bias takes up the mean that is left.
/// By `gptq` there is the file's stream alone.
package final class Calibration {
  let target: any QuantizationTarget
  let correctsBiases: Bool
  let compute: Compute
  let batches: [CalibrationBatches.Batch]
  let runner: LayerRunner
  let tensors: OriginalTensors
  let quantized: Stream
  /// By `gptaq`.
  let original: Stream?
  let reference: OverlayWeights
  /// Where finished layers are kept; `nil` if nobody is to resume.
  let state: CalibrationState?
  package internal(set) var report: CalibrationReport
  let progress: CalibrationProgress

  var file: OverlayWeights { quantized.weights }
  var streams: [Stream] { [quantized] + (original.map { [$0] } ?? []) }
  var model: ModelConfiguration { target.source.configuration }
  var sentence: SentenceConfiguration { target.source.sentence }

  /// Prepares to calibrate `file`, whose tensors `target` replaces.
  ///
  /// - Throws: `QuantizationError.inference` if the model cannot run.
  /// - Precondition: `state` is of a calibration by `gptaq`.
  package init(
    _ file: CrestFile, target: any QuantizationTarget, method: CalibrationMethod,
    correctsBiases: Bool, compute: Compute, batches: CalibrationBatches, state: CalibrationState?,
    progress: CalibrationProgress
  ) throws(QuantizationError) {
    precondition(state == nil || method == .gptaq)
    self.target = target
    self.correctsBiases = correctsBiases
    self.batches = batches.batches
    self.state = state
    self.progress = progress
    self.compute = compute
    tensors = OriginalTensors(target.source, compute: compute)
    let weights = CrestWeights(file)
    runner = try wrapping(
      QuantizationError.inference,
      LayerRunner(
        weights: weights, maximumTokenCount: target.source.sentence.maximumTokenCount,
        rowCapacity: CalibrationBatches.rowCapacity, compute: compute))
    reference = OverlayWeights(ReferenceWeights(tensors: tensors))
    let count = batches.tokenCount * target.source.configuration.hiddenSize
    quantized = Stream(OverlayWeights(weights), count: count)
    original = method == .gptaq ? Stream(reference, count: count) : nil
    report = CalibrationReport(
      textCount: batches.textCount, tokenCount: batches.tokenCount)
  }

  /// Calibrates every layer, and the steps after pooling.
  ///
  /// - Throws: `QuantizationError` if the original cannot be read, weights overflow, or the state
  ///   cannot be written.
  package func run() throws(QuantizationError) {
    try embed()
    for layer in 0..<model.layerCount {
      // Without its stream only what experts add to it is asked of the original.
      if original != nil || model.expertLayers[layer] {
        try prepareReference { $0.layer == layer }
      }
      if let state, layer < state.layerCount {
        try repeatLayer(layer, state)
      } else {
        try calibrateAttention(layer)
        if model.expertLayers[layer] {
          try calibrateExperts(layer)
        } else {
          try calibrateDense(layer)
        }
        try state?.finishLayer()
      }
      file.clear()
      reference.clear()
    }
    try calibrateSteps()
  }

  private func embed() throws(QuantizationError) {
    for batch in batches {
      runner.embed(batch.sequences, into: quantized.states, firstRow: batch.rows.lowerBound)
    }
    guard let original else { return }
    let ids = Set(batches.flatMap { $0.sequences.joined() }).sorted()
    let (table, rowOfID) = try ReferenceWeights(tensors: tensors).tokenEmbedding(of: ids)
    for batch in batches {
      runner.embed(
        batch.sequences, table: table, rowOfID: rowOfID, into: original.states,
        firstRow: batch.rows.lowerBound)
    }
  }

  /// Makes the original's linears of a layer, or of the steps, once for all that follows.
  func prepareReference(
    _ isPart: (CanonicalTensor) -> Bool
  ) throws(QuantizationError) {
    for entry in target.source.tensors where entry.role == .matrix && isPart(entry) {
      let weight = try wrapping(QuantizationError.inference, reference.linear(entry.tensorName))
      reference.replace(entry.tensorName, with: weight)
    }
  }

  /// Takes over what an interrupted run has kept of a layer, and takes both streams past it.
  private func repeatLayer(_ index: Int, _ state: CalibrationState) throws(QuantizationError) {
    let records = try state.records(ofLayer: index)
    for record in records {
      let tensor = target.source.tensors[record.tensor]
      if record.kind == 0 {
        try target.replace(record.bytes, tensor: record.tensor)
      }
      let weights = record.kind == 0 ? file : reference
      if tensor.role == .matrix, let matrix = matrix(record.bytes, tensor: record.tensor) {
        weights.replace(tensor.tensorName, with: .quantized(matrix))
      } else {
        weights.replace(tensor.tensorName, with: record.bytes.elements(as: Float.self))
      }
    }
    let kept = Set(records.map(\.tensor))
    for (number, tensor) in target.source.tensors.enumerated()
    where tensor.layer == index && tensor.role == .matrix && !kept.contains(number) {
      report.withoutData.append(tensor.name)
    }
    try passAttention(index)
    try progress.advance(.attention, layer: index)
    if model.expertLayers[index] {
      report.expertTokenCounts[index] = try route(index).map(\.rows.count)
      for _ in 0..<model.expertCount { try progress.advance(.expert, layer: index) }
    } else {
      try progress.advance(.feedForward, layer: index)
    }
    try finishFeedForward(index)
  }

  /// A matrix as it is planned, of its bytes.
  func matrix(_ bytes: ByteRegion, tensor index: Int) -> QuantizedMatrix? {
    guard let storage = target.storage(ofTensor: index), storage.layout.encoding.isKernelOrder
    else { return nil }
    return QuantizedMatrix(layout: storage.layout, region: bytes, rotation: storage.rotation)
  }

  func layer(_ index: Int, from weights: any WeightSource) throws(QuantizationError) -> Layer {
    try wrapping(QuantizationError.inference, Layer(index, from: weights))
  }

  /// Statistics of what the matrix called `name` takes in; its mean error does not count if its bias
  /// takes it up.
  func statistics(of name: TensorName, isCentred: Bool) -> InputStatistics {
    guard let storage = target.storage(ofTensor: tensors.index(of: name)) else {
      preconditionFailure("\(name) is planned as a weight")
    }
    return InputStatistics(
      inputCount: storage.layout.inputCount, rotation: storage.rotation, isCentred: isCentred,
      comparesOriginal: original != nil, rowCapacity: CalibrationBatches.rowCapacity,
      compute: compute)
  }

  /// Whether the matrix called `name` can be calibrated; others stay as they are.
  func isCalibrated(_ name: TensorName) -> Bool {
    let layout = target.storage(ofTensor: tensors.index(of: name))?.layout
    return (layout?.storedInputCount ?? 0) % PanelMatrix.width == 0
  }

  /// The `rows` of `[T, H]`, where they lie.
  func slice(_ states: FloatBuffer, rows: Range<Int>) -> FloatBuffer {
    states.slice(rows.lowerBound * model.hiddenSize..<rows.upperBound * model.hiddenSize)
  }

  /// The `rows` of `[T, width]`, in memory of their own.
  func copy(_ states: FloatBuffer, rows: Range<Int>, width: Int) -> FloatBuffer {
    let buffer = FloatBuffer(count: rows.count * width)
    buffer.store(states.values(rows.lowerBound * width..<rows.upperBound * width))
    return buffer
  }
}

extension Calibration {
  /// A run through the model.
  struct Stream {
    let weights: OverlayWeights
    /// The inputs of the next half of a layer, `[T, H]`.
    let states: FloatBuffer
    /// What a half of a layer has computed of them and still needs once a matrix is calibrated, `[T, H]`.
    let kept: FloatBuffer

    init(_ weights: OverlayWeights, count: Int) {
      self.weights = weights
      states = FloatBuffer(count: count)
      kept = FloatBuffer(count: count)
    }
  }
}

/// What each matrix is rounded against.
package enum CalibrationMethod: Sendable, Hashable {
  /// What the original gives for its own inputs.
  ///
  /// Source: GPTAQ, arXiv 2504.02692.
  case gptaq
  /// What the matrix itself would give unrounded, for the inputs that it gets from the matrices before it: less
  /// than half the work, and about a fifth more loss.
  ///
  /// Source: GPTQ, arXiv 2210.17323.
  case gptq
}

/// What a calibration saw.
package struct CalibrationReport: Sendable, Equatable {
  /// Texts that went through the model.
  package let textCount: Int
  /// Their tokens.
  package let tokenCount: Int
  /// For every expert layer by its index, how many tokens each expert was given.
  package var expertTokenCounts: [Int: [Int]] = [:]
  /// Matrices that saw too few tokens, or inputs that say nothing, and are rounded without data.
  package var withoutData: [String] = []
}
