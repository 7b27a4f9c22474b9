import CrestWriting
import HuggingFace
import Base
import CrestFormat
import Inference
import Kernels
import Model
import Quantization
import Tokenization

/// Rounds the matrices of a written file anew, layer by layer, against what they take in.
///
/// Two streams run through the model side by side: that of the file as far as it is calibrated, and
/// that of the original. Each matrix is rounded so that what it gives for the file's stream comes as
/// near as it can to what the original gives for its own, and its bias takes up the mean that is left.
///
/// Source: GPTQ, arXiv 2210.17323; against the quantised model's inputs, GPTAQ, arXiv 2504.02692.
final class Calibration {
  let plan: ConversionPlan
  let writer: CrestWriter
  let compute: Compute
  let batches: [CalibrationBatches.Batch]
  let runner: LayerRunner
  let reader: TensorReader
  /// The inputs of the next half of a layer, `[T, H]`: in the file, and in the original.
  let quantized: FloatBuffer
  let original: FloatBuffer
  let file: OverlayWeights
  let reference: OverlayWeights
  /// Where layers that are done are kept; `nil` if nothing can go on with them.
  let state: CalibrationState?
  var report: CalibrationReport
  let progress: CalibrationProgress

  var model: ModelConfiguration { plan.source.configuration }

  init(
    plan: ConversionPlan, file: CrestFile, writer: CrestWriter, batches: CalibrationBatches,
    state: CalibrationState?, progress: CalibrationProgress
  ) throws(ConversionError) {
    self.plan = plan
    self.writer = writer
    self.batches = batches.batches
    self.state = state
    self.progress = progress
    let compute = Compute(kernels: plan.options.kernels, threadCount: plan.options.threadCount)
    self.compute = compute
    reader = TensorReader(source: plan.source, compute: compute)
    let weights = CrestWeights(file)
    runner = try ConversionError.catching { () throws(InferenceError) in
      try LayerRunner(
        weights: weights, maximumTokenCount: plan.source.sentence.maximumTokenCount,
        rowCapacity: CalibrationBatches.rowCapacity, compute: compute)
    }
    self.file = OverlayWeights(weights)
    reference = OverlayWeights(ReferenceWeights(source: plan.source, compute: compute))
    let count = batches.tokenCount * plan.source.configuration.hiddenSize
    quantized = FloatBuffer(count: count)
    original = FloatBuffer(count: count)
    report = CalibrationReport(
      textCount: batches.batches.reduce(0) { $0 + $1.sequences.count },
      tokenCount: batches.tokenCount)
  }

  /// Calibrates every layer.
  func run() throws(ConversionError) {
    try embed()
    for layer in 0..<model.layerCount {
      try prepareReference(layer)
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
  }

  private func embed() throws(ConversionError) {
    let ids = Set(batches.flatMap { $0.sequences.joined() }).sorted()
    let (table, rowOfID) = try ReferenceWeights(source: plan.source, compute: compute)
      .tokenTable(of: ids)
    for batch in batches {
      let first = batch.rows.lowerBound
      runner.embed(batch.sequences, into: quantized, firstRow: first)
      runner.embed(
        batch.sequences, table: table, rowOfID: rowOfID, into: original, firstRow: first)
    }
  }

  /// Makes the original's maps of a layer once, for all that follows.
  private func prepareReference(_ layer: Int) throws(ConversionError) {
    for entry in plan.source.tensors where entry.layer == layer && entry.role == .matrix {
      let weight = try ConversionError.catching { () throws(InferenceError) in
        try reference.linear(entry.name)
      }
      reference.replace(entry.name, with: weight)
    }
  }

  /// Takes over what an interrupted run has kept of a layer, and takes both streams past it.
  private func repeatLayer(
    _ index: Int, _ state: CalibrationState
  ) throws(ConversionError) {
    let records = try state.records(ofLayer: index)
    for record in records {
      let tensor = plan.source.tensors[record.tensor]
      if record.kind == 0 {
        try ConversionError.catching { () throws(CrestError) in
          try writer.replace(record.bytes, tensor: record.tensor)
        }
      }
      let weights = record.kind == 0 ? file : reference
      if tensor.role == .matrix, let matrix = matrix(record.bytes, tensor: record.tensor) {
        weights.replace(tensor.name, with: .quantized(matrix))
      } else {
        weights.replace(tensor.name, with: record.bytes.elements(as: Float.self))
      }
    }
    let kept = Set(records.map(\.tensor))
    for (number, tensor) in plan.source.tensors.enumerated()
    where tensor.layer == index && tensor.role == .matrix && !kept.contains(number) {
      report.withoutData.append(tensor.name)
    }
    try passAttention(index)
    progress.advance(.attention, layer: index)
    if model.expertLayers[index] {
      report.expertTokenCounts[index] = try route(index).map(\.rows.count)
      for _ in 0..<model.expertCount { progress.advance(.expert, layer: index) }
    } else {
      progress.advance(.feedForward, layer: index)
    }
    try finishFeedForward(index)
  }

  /// A matrix as it is planned, of its bytes.
  func matrix(_ bytes: ByteRegion, tensor index: Int) -> QuantizedMatrix? {
    guard let layout = plan.crest.entries[index].declaration.layout,
      layout.encoding.isKernelOrder
    else { return nil }
    return QuantizedMatrix(
      layout: layout, region: bytes,
      rotation: MatrixEncoder.rotation(of: layout.encoding, inputCount: layout.inputCount))
  }

  func layer(_ index: Int, from weights: any WeightSource) throws(ConversionError) -> Layer {
    try ConversionError.catching { () throws(InferenceError) in try Layer(index, from: weights) }
  }

  func statistics(inputCount: Int, isCentred: Bool) -> InputStatistics {
    InputStatistics(
      inputCount: inputCount, isCentred: isCentred, rowCapacity: CalibrationBatches.rowCapacity,
      compute: compute)
  }

  /// Whether a map of this many inputs can be calibrated; others stay as they are.
  func isCalibrated(_ inputCount: Int) -> Bool { inputCount % PanelMatrix.width == 0 }

  /// The `rows` of a stream, in memory of their own.
  func copy(_ stream: FloatBuffer, rows: Range<Int>, width: Int) -> FloatBuffer {
    let buffer = FloatBuffer(count: rows.count * width)
    buffer.store(stream.values(rows.lowerBound * width..<rows.upperBound * width))
    return buffer
  }
}
