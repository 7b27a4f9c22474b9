import HuggingFace
import Model
import Base
import CrestFormat
import Inference
import Kernels
import Quantization

extension Calibration {
  /// Fits the router of a layer to the file's stream, so that it chooses as the original's does.
  func fitRouter(_ index: Int) throws(ConversionError) {
    let hidden = model.hiddenSize
    guard isCalibrated(hidden) else { return }
    let name = "layers.\(index).router.weight"
    let inputs = InputStatistics(
      inputCount: hidden, isCentred: false, isQuantized: false,
      rowCapacity: CalibrationBatches.rowCapacity, compute: compute)
    for batch in batches {
      inputs.add(
        quantized: copy(quantized, rows: batch.rows, width: hidden),
        original: copy(original, rows: batch.rows, width: hidden), rowCount: batch.rows.count)
    }
    guard inputs.tokenCount * MatrixEncoder.inputsPerToken >= hidden,
      let goal = inputs.goal()
    else { return }
    let values = try ConversionError.catching { () throws(HuggingFaceError) in
      try reader.read(plan.source.tensors[self.index(of: name)])
    }
    let fitted = compute.fit(values, rowCount: model.expertCount, goal: goal)
    try write(fitted.values(0..<fitted.count), vector: name)
  }
}
