import Model
import Base
import CrestFormat
import Inference
import Kernels

/// What it costs to give one unit alone another width: the file in which everything has the widest is
/// run with that unit's tensors from a calibrated file in which everything has the narrower.
///
/// The mean error of the unit's maps is taken out of the biases behind them, as it is when the whole
/// file has been converted. Only quantised models run, so the figures are the same on every machine.
struct WidthSensitivity {
  private let measure: HeldOutMeasure
  private let wide: CrestWeights
  private let vectors: [[Float]]
  private let correction: BiasCorrection?
  private let inputs: InputSums
  /// The widest file's share of each correction, in the order of the tasks.
  private let deltas: [[Float]?]

  /// Runs `wide`, which `plan` made.
  init(
    wide: CrestFile, plan: ConversionPlan, measure: HeldOutMeasure
  ) throws(ConversionError) {
    self.measure = measure
    self.wide = CrestWeights(wide)
    vectors = try measure.vectors(of: self.wide)
    if Content(source: plan.source, options: plan.options).correctsBiases {
      let correction = BiasCorrection(plan: plan, threadCount: plan.options.threadCount)
      let (inputs, weights) = (try correction.inputs(of: wide), self.wide)
      deltas = try correction.tasks.map { (task) throws(ConversionError) in
        try correction.delta(task, inputs, weights)
      }
      self.correction = correction
      self.inputs = inputs
    } else {
      correction = nil
      inputs = InputSums()
      deltas = []
    }
  }

  /// The mean of 1 - cosine to the widest file with `unit` from `narrow`.
  func loss(of unit: WidthUnit, from narrow: CrestWeights) throws(ConversionError) -> Double {
    let overlay = OverlayWeights(wide)
    try ConversionError.catching { () throws(InferenceError) in
      for name in unit.tensors {
        if name == TensorName.tokenEmbedding.description {
          overlay.replace(tokenTable: try narrow.tokenTable(name))
        } else {
          overlay.replace(name, with: try narrow.linear(name))
        }
      }
    }
    for (task, delta) in zip(correction?.tasks ?? [], deltas)
    where task.weights.contains(where: unit.tensors.contains) {
      try correct(task, from: delta, in: overlay)
    }
    return HeldOutMeasure.loss(try measure.vectors(of: overlay), vectors)
  }

  private func correct(
    _ task: BiasCorrection.Task, from before: [Float]?, in overlay: OverlayWeights
  ) throws(ConversionError) {
    guard let before, let after = try correction?.delta(task, inputs, overlay) else { return }
    let bias = try ConversionError.catching { () throws(InferenceError) in
      try overlay.vector(task.bias)
    }
    overlay.replace(
      task.bias,
      with: zip(bias.region.elements(as: Float.self), zip(after, before)).map {
        $0 + $1.0 - $1.1
      })
  }
}
