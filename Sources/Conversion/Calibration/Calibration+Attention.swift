import Model
import Inference
import Kernels
import Quantization

extension Calibration {
  /// Calibrates the maps of attention and takes both streams past it.
  func calibrateAttention(_ index: Int) throws(ConversionError) {
    let (hidden, name) = (model.hiddenSize, "layers.\(index).attention")
    let qkv = statistics(inputCount: hidden, isCentred: plan.options.correctsBiases)
    for batch in batches {
      qkv.add(
        quantized: copy(quantized, rows: batch.rows, width: hidden),
        original: copy(original, rows: batch.rows, width: hidden), rowCount: batch.rows.count)
    }
    try calibrate("\(name).qkv.weight", qkv)
    try correctBias(of: "\(name).qkv", qkv)

    let out = statistics(inputCount: hidden, isCentred: plan.options.correctsBiases)
    let (ours, theirs) = (try layer(index, from: file), try layer(index, from: reference))
    for batch in batches {
      let (first, rows) = (batch.rows.lowerBound, 0..<batch.rows.count)
      let found = runner.attended(ours, batch.sequences, states: quantized, firstRow: first)
      let kept = copy(found, rows: rows, width: hidden)
      let wanted = runner.attended(theirs, batch.sequences, states: original, firstRow: first)
      out.add(quantized: kept, original: wanted, rowCount: rows.count)
    }
    try calibrate("\(name).out.weight", out)
    try correctBias(of: "\(name).out", out)

    try passAttention(index)
    progress.advance(.attention, layer: index)
  }

  /// Takes both streams past the attention of a layer.
  func passAttention(_ index: Int) throws(ConversionError) {
    let (ours, theirs) = (try layer(index, from: file), try layer(index, from: reference))
    for batch in batches {
      let first = batch.rows.lowerBound
      runner.attend(ours, batch.sequences, states: quantized, firstRow: first)
      runner.attend(theirs, batch.sequences, states: original, firstRow: first)
    }
  }
}
