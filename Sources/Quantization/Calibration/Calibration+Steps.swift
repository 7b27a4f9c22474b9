import Base
import HuggingFace
import Inference
import Kernels
import Model

/// The steps after pooling.
extension Calibration {
  /// Calibrates the linears after pooling, each of which takes in a row for each text.
  ///
  /// The state of an interrupted run has layers alone: these are done again, in a moment.
  func calibrateSteps() throws(QuantizationError) {
    let steps = sentence.steps
    guard target.source.tensors.contains(where: { $0.role == .matrix && $0.tensorName.isStep })
    else { return }
    if original != nil { try prepareReference { $0.tensorName.isStep } }
    let sizes = sentence.stepSizes(hiddenSize: model.hiddenSize)
    var ours = pooled(quantized.states, width: sizes[0])
    var theirs = original.map { pooled($0.states, width: sizes[0]) }
    for (index, step) in steps.enumerated() {
      if case .dense = step {
        try calibrate(.step(index, .dense)) { inputs in
          add(ours, theirs, width: sizes[index], to: inputs)
        }
        try progress.advance(vectorStep: index)
      }
      ours = try run(index, of: file, on: ours)
      if let rows = theirs { theirs = try run(index, of: reference, on: rows) }
    }
  }

  /// The pooled vectors of all texts in a stream, `[texts, width]`.
  private func pooled(_ states: FloatBuffer, width: Int) -> FloatBuffer {
    let vectors = FloatBuffer(count: report.textCount * width)
    var first = 0
    for batch in batches {
      let found = runner.pooled(
        batch.sequences, sentence.pooling, states: states, firstRow: batch.rows.lowerBound)
      vectors.store(found.values(0..<batch.sequences.count * width), at: first * width)
      first += batch.sequences.count
    }
    return vectors
  }

  private func run(
    _ index: Int, of weights: OverlayWeights, on x: FloatBuffer
  ) throws(QuantizationError) -> FloatBuffer {
    let steps = try wrapping(QuantizationError.inference, VectorSteps(sentence, from: weights))
    return steps.run(step: index, on: x, textCount: report.textCount, compute)
  }

  private func add(
    _ ours: FloatBuffer, _ theirs: FloatBuffer?, width: Int, to inputs: InputStatistics
  ) {
    for first in stride(from: 0, to: report.textCount, by: CalibrationBatches.rowCapacity) {
      let rows = first..<min(report.textCount, first + CalibrationBatches.rowCapacity)
      inputs.add(
        quantized: copy(ours, rows: rows, width: width),
        original: theirs.map { copy($0, rows: rows, width: width) }, rowCount: rows.count)
    }
  }
}
