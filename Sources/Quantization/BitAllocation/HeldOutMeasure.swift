import Base
package import CrestFormat
package import HuggingFace
package import Inference
import Kernels
import Model
package import Tokenization

/// Measures how far a model's vectors are from the original's, on texts that nothing is calibrated
/// with.
package struct HeldOutMeasure {
  /// All texts.
  package let sequences: [[Int32]]
  /// How many languages or scripts they are in.
  package var groupCount: Int { Set(groups).count }
  /// Some of them from all over, which every unit is measured with.
  let fewerSequences: [[Int32]]
  let source: SourceModel
  let options: RuntimeOptions
  private let groups: [String]
  private let reference: [[Float]]

  /// Tokens that a file is measured with at most.
  static let tokenCount = 16384
  /// Tokens that a unit is measured with at most.
  static let tokenCountOfUnits = 4096

  /// Runs the original on `texts`.
  ///
  /// - Throws: `QuantizationError` if the original cannot run.
  package init(
    _ texts: CalibrationTextSet.HeldOut, of source: SourceModel, tokenizer: TokenizerModel,
    options: RuntimeOptions
  ) throws(QuantizationError) {
    let set = CalibrationTextSet(name: "held out", texts: texts.texts)
    let encoded = try CalibrationBatches.encoded(
      set, tokenizer: Tokenizer(tokenizer), sentence: source.sentence
    ).sequences
    let chosen = CalibrationBatches.chosen(of: encoded, tokenCount: HeldOutMeasure.tokenCount)
    let sequences = chosen.map { encoded[$0] }
    let fewer = CalibrationBatches.chosen(
      of: sequences, tokenCount: HeldOutMeasure.tokenCountOfUnits)
    self.source = source
    self.sequences = sequences
    fewerSequences = fewer.map { sequences[$0] }
    groups = chosen.map { texts.groups[$0] }
    self.options = options
    reference = try wrapping(
      QuantizationError.inference, source.model(options: options).embed(tokens: sequences))
  }

  /// What a file loses against the original.
  package func loss(of file: CrestFile) throws(QuantizationError) -> HeldOutLoss {
    let vectors = try QuantizationError.running(source.weights.path) { () throws(InferenceError) in
      try EmbeddingModel(
        weights: CrestWeights(file), sentence: source.sentence, tokenizer: nil, options: options
      ).embed(tokens: sequences)
    }
    return HeldOutLoss(HeldOutMeasure.losses(vectors, reference), groups: groups).rounded
  }

  /// 1 - cosine of each pair of vectors.
  static func losses(_ found: [[Float]], _ wanted: [[Float]]) -> [Double] {
    precondition(found.count == wanted.count && !wanted.isEmpty)
    return zip(found, wanted).map { 1 - Cosine.of($0, $1) }
  }
}
