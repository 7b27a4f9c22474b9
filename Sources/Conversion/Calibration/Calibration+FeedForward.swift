import Model
import HuggingFace
import Inference
import Kernels
import Quantization

extension Calibration {
  /// Calibrates a dense feed-forward block and takes both streams past it.
  func calibrateDense(_ index: Int) throws(ConversionError) {
    let (hidden, inner) = (model.hiddenSize, model.feedForwardSize)
    let name = "layers.\(index).ffn"
    let up = statistics(inputCount: hidden, isCentred: plan.options.correctsBiases)
    for batch in batches {
      up.add(
        quantized: copy(quantized, rows: batch.rows, width: hidden),
        original: copy(original, rows: batch.rows, width: hidden), rowCount: batch.rows.count)
    }
    try calibrate("\(name).up.weight", up)
    try correctBias(of: "\(name).up", up)

    if isCalibrated(inner) {
      let down = statistics(inputCount: inner, isCentred: plan.options.correctsBiases)
      let (ours, theirs) = (try map("\(name).up", of: file), try map("\(name).up", of: reference))
      for batch in batches {
        let rows = 0..<batch.rows.count
        let found = runner.inner(
          ours.weight, bias: ours.bias, copy(quantized, rows: batch.rows, width: hidden),
          rowCount: rows.count)
        let kept = copy(found, rows: rows, width: inner)
        let wanted = runner.inner(
          theirs.weight, bias: theirs.bias, copy(original, rows: batch.rows, width: hidden),
          rowCount: rows.count)
        down.add(quantized: kept, original: wanted, rowCount: rows.count)
      }
      try calibrate("\(name).down.weight", down)
      try correctBias(of: "\(name).down", down)
    }
    try finishFeedForward(index)
    progress.advance(.feedForward, layer: index)
  }

  /// Takes both streams past the feed-forward block of a layer.
  func finishFeedForward(_ index: Int) throws(ConversionError) {
    let (ours, theirs) = (try layer(index, from: file), try layer(index, from: reference))
    for batch in batches {
      runner.feedForward(ours, states: quantized, rows: batch.rows)
      runner.feedForward(theirs, states: original, rows: batch.rows)
    }
  }

  private func map(
    _ name: String, of weights: OverlayWeights
  ) throws(ConversionError) -> (weight: LinearWeight, bias: FloatVector?) {
    let hasBias = plan.source.tensors.contains { $0.name == "\(name).bias" }
    return try ConversionError.catching { () throws(InferenceError) in
      (
        try weights.linear("\(name).weight"),
        hasBias ? try weights.vector("\(name).bias") : nil
      )
    }
  }
}
