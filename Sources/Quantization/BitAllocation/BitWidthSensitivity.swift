import Base
package import CrestFormat
import HuggingFace
package import Inference
import Kernels
import Model

/// What it costs to give one unit alone another bit width: the file in which everything has the widest is
/// run with that unit's tensors from a calibrated file in which everything has the narrower.
///
/// The mean error of the unit's linears is taken out of the biases behind them, as it is when the whole
/// file has been converted. Only quantised models run, so the figures are the same on every machine.
/// What comes before a unit's layer is run once for all units of the layer.
package final class BitWidthSensitivity {
  private let measure: HeldOutMeasure
  private let wide: CrestWeights
  private let batches: CalibrationBatches
  private let compute: Compute
  private let runner: LayerRunner
  /// The widest file's hidden states before `layer`, `[T, H]`.
  private let states: FloatBuffer
  private var layer = 0
  /// The hidden states of what is measured.
  private let changed: FloatBuffer
  /// The widest file's vectors.
  private var vectors: [[Float]] = []
  private let correction: BiasCorrection?
  private let inputs: InputSums
  /// The widest file's share of each correction, in the order of the tasks.
  private let deltas: [[Float]?]

  /// Runs `wide`; `correction` if its biases were corrected.
  ///
  /// - Throws: `QuantizationError` if it cannot run, or the original be read.
  package init(
    wide file: CrestFile, correction: BiasCorrection?, measure: HeldOutMeasure
  ) throws(QuantizationError) {
    self.measure = measure
    let wide = CrestWeights(file)
    self.wide = wide
    batches = CalibrationBatches(measure.fewerSequences)
    compute = Compute(kernels: measure.options.kernels, threadCount: measure.options.threadCount)
    runner = try wrapping(
      QuantizationError.inference,
      LayerRunner(
        weights: wide, maximumTokenCount: measure.source.sentence.maximumTokenCount,
        rowCapacity: CalibrationBatches.rowCapacity, compute: compute))
    states = FloatBuffer(count: batches.tokenCount * wide.configuration.hiddenSize)
    changed = FloatBuffer(count: states.count)
    self.correction = correction
    if let correction {
      let inputs = try correction.inputs(of: file)
      deltas = try correction.tasks.map { (task) throws(QuantizationError) in
        try correction.delta(task, inputs, wide)
      }
      self.inputs = inputs
    } else {
      inputs = InputSums()
      deltas = []
    }
    embed(into: states)
    vectors = try vectors(of: wide, from: 0)
  }

  /// The mean of 1 - cosine to the widest file with `unit` from `narrow`.
  ///
  /// It is fastest for one unit after the other, in the order of the layers.
  package func loss(of unit: BitWidthUnit, from narrow: CrestWeights) throws(QuantizationError)
    -> Double
  {
    let overlay = OverlayWeights(wide)
    for name in unit.tensors {
      if name == .tokenEmbedding {
        overlay.replace(
          tokenEmbedding: try wrapping(QuantizationError.inference, narrow.tokenEmbedding(name)))
      } else {
        overlay.replace(name, with: try wrapping(QuantizationError.inference, narrow.linear(name)))
      }
    }
    for (task, delta) in zip(correction?.tasks ?? [], deltas)
    where task.weights.contains(where: unit.tensors.contains) {
      try correct(task, from: delta, in: overlay)
    }
    // What is neither in a layer nor the token embedding comes after the layers.
    let first = unit.isTokenTable ? 0 : unit.layer ?? wide.configuration.layerCount
    try advance(to: first)
    let losses = HeldOutMeasure.losses(
      try vectors(of: overlay, from: first, embeds: unit.isTokenTable), vectors)
    return losses.reduce(0, +) / Double(losses.count)
  }

  private func correct(
    _ task: BiasCorrection.Task, from before: [Float]?, in overlay: OverlayWeights
  ) throws(QuantizationError) {
    guard let before, let after = try correction?.delta(task, inputs, overlay) else { return }
    let bias = try wrapping(QuantizationError.inference, overlay.vector(task.bias))
    overlay.replace(
      task.bias,
      with: zip(bias.region.elements(as: Float.self), zip(after, before)).map {
        $0 + $1.0 - $1.1
      })
  }
}

/// Running a part of the layers.
extension BitWidthSensitivity {
  private func embed(into states: FloatBuffer, table: TokenEmbedding? = nil) {
    for batch in batches.batches {
      runner.embed(
        batch.sequences, table: table, into: states, firstRow: batch.rows.lowerBound)
    }
  }

  /// Takes the widest file's hidden states to before `index`.
  private func advance(to index: Int) throws(QuantizationError) {
    if index < layer {
      embed(into: states)
      layer = 0
    }
    while layer < index {
      try run(layer, of: wide, on: states)
      layer += 1
    }
  }

  private func run(
    _ index: Int, of weights: any WeightSource, on states: FloatBuffer
  ) throws(QuantizationError) {
    let layer = try wrapping(QuantizationError.inference, Layer(index, from: weights))
    for batch in batches.batches {
      runner.attend(layer, batch.sequences, states: states, firstRow: batch.rows.lowerBound)
      runner.feedForward(layer, states: states, rows: batch.rows)
    }
  }

  /// The vectors of a model made of `weights`, which are those of the widest file in all layers before
  /// `first`; also in the token embedding, unless `embeds` is true.
  private func vectors(
    of weights: any WeightSource, from first: Int, embeds: Bool = false
  ) throws(QuantizationError) -> [[Float]] {
    if embeds {
      let table = try wrapping(
        QuantizationError.inference, weights.tokenEmbedding(.tokenEmbedding))
      embed(into: changed, table: table)
    } else {
      changed.store(states.values(0..<states.count))
    }
    for index in first..<wide.configuration.layerCount { try run(index, of: weights, on: changed) }
    let sentence = measure.source.sentence
    let steps = try wrapping(QuantizationError.inference, VectorSteps(sentence, from: weights))
    var vectors: [[Float]] = []
    for batch in batches.batches {
      let textCount = batch.sequences.count
      var found = runner.pooled(
        batch.sequences, sentence.pooling, states: changed, firstRow: batch.rows.lowerBound)
      for step in sentence.steps.indices {
        found = steps.run(step: step, on: found, textCount: textCount, compute)
      }
      for text in 0..<textCount {
        var vector = found.values(text * sentence.vectorSize..<(text + 1) * sentence.vectorSize)
        if sentence.normalizes { compute.normalize(&vector) }
        guard vector.allSatisfy(\.isFinite) else {
          throw .overflow(file: measure.source.weights.path)
        }
        vectors.append(vector)
      }
    }
    return vectors
  }
}
