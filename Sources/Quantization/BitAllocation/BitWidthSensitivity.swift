import Model
import Base
import Kernels
package import CrestFormat
package import HuggingFace
package import Inference
package import Tokenization

/// Measures how far a model's vectors are from the original's, on texts that nothing is calibrated
/// with.
package struct HeldOutMeasure {
  package let sequences: [[Int32]]
  private let reference: [[Float]]
  private let source: SourceModel
  private let options: RuntimeOptions

  /// Tokens that are measured with at most, taken from all over the texts.
  static let tokenCount = 4096

  /// Runs the original on `texts`.
  ///
  /// - Throws: `QuantizationError` if the original cannot run.
  package init(
    _ texts: CalibrationTextSet, of source: SourceModel, tokenizer: TokenizerModel,
    options: RuntimeOptions
  ) throws(QuantizationError) {
    let batches = try CalibrationBatches(
      texts, tokenizer: Tokenizer(tokenizer), sentence: source.sentence,
      tokenCount: HeldOutMeasure.tokenCount)
    let sequences = batches.batches.flatMap(\.sequences)
    self.source = source
    self.sequences = sequences
    self.options = options
    reference = try wrapping(
      QuantizationError.inference, source.model(options: options).embed(tokens: sequences))
  }

  /// The mean of 1 - cosine to the original.
  ///
  /// It is rounded to seven places: binary32 runs differ in later ones from machine to machine, and
  /// what is chosen must not.
  package func loss(of file: CrestFile) throws(QuantizationError) -> Double {
    let loss = HeldOutMeasure.loss(try vectors(of: CrestWeights(file)), reference)
    return (loss * 1e7).rounded() / 1e7
  }

  /// The vectors of a model made of `weights`.
  func vectors(of weights: any WeightSource) throws(QuantizationError) -> [[Float]] {
    try QuantizationError.running(source.weights.path) { () throws(InferenceError) in
      try EmbeddingModel(
        weights: weights, sentence: source.sentence, tokenizer: nil, options: options
      ).embed(tokens: sequences)
    }
  }

  /// The mean of 1 - cosine of pairs of vectors.
  static func loss(_ found: [[Float]], _ wanted: [[Float]]) -> Double {
    precondition(found.count == wanted.count && !wanted.isEmpty)
    return zip(found, wanted).reduce(0) { $0 + (1 - Cosine.of($1.0, $1.1)) } / Double(wanted.count)
  }
}

/// What it costs to give one unit alone another bit width: the file in which everything has the widest is
/// run with that unit's tensors from a calibrated file in which everything has the narrower.
///
/// The mean error of the unit's linears is taken out of the biases behind them, as it is when the whole
/// file has been converted. Only quantised models run, so the figures are the same on every machine.
package struct BitWidthSensitivity {
  private let measure: HeldOutMeasure
  private let wide: CrestWeights
  private let vectors: [[Float]]
  private let correction: BiasCorrection?
  private let inputs: InputSums
  /// The widest file's share of each correction, in the order of the tasks.
  private let deltas: [[Float]?]

  /// Runs `wide`; `correction` if its biases were corrected.
  ///
  /// - Throws: `QuantizationError` if it cannot run, or the original be read.
  package init(
    wide: CrestFile, correction: BiasCorrection?, measure: HeldOutMeasure
  ) throws(QuantizationError) {
    self.measure = measure
    self.wide = CrestWeights(wide)
    vectors = try measure.vectors(of: self.wide)
    self.correction = correction
    if let correction {
      let (inputs, weights) = (try correction.inputs(of: wide), self.wide)
      deltas = try correction.tasks.map { (task) throws(QuantizationError) in
        try correction.delta(task, inputs, weights)
      }
      self.inputs = inputs
    } else {
      inputs = InputSums()
      deltas = []
    }
  }

  /// The mean of 1 - cosine to the widest file with `unit` from `narrow`.
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
    return HeldOutMeasure.loss(try measure.vectors(of: overlay), vectors)
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
