import HuggingFace
import CrestFormat
import Inference
import Kernels
import Tokenization

/// Measures how far a model's vectors are from the original's, on texts that nothing is calibrated
/// with.
struct HeldOutMeasure {
  /// Their tokens.
  let sequences: [[Int32]]
  /// The original's vectors.
  private let reference: [[Float]]
  private let source: SourceModel
  private let options: RuntimeOptions

  /// Tokens that are measured with at most, taken from all over the texts.
  static let tokenCount = 4096

  /// Runs the original on `texts`.
  init(
    _ texts: CalibrationTextSet, of source: SourceModel, options: ConversionOptions
  ) throws(ConversionError) {
    guard let tokenizer = source.tokenizer else {
      preconditionFailure("a search is planned without a tokenizer")
    }
    let batches = try ConversionError.catching { () throws(TokenizationError) in
      try CalibrationBatches(
        texts, tokenizer: Tokenizer(tokenizer), sentence: source.sentence,
        tokenCount: HeldOutMeasure.tokenCount)
    }
    let sequences = batches.batches.flatMap(\.sequences)
    let runtime = RuntimeOptions(kernels: options.kernels, threadCount: options.threadCount)
    self.source = source
    self.sequences = sequences
    self.options = runtime
    reference = try ConversionError.catching { () throws(InferenceError) in
      try source.model(options: runtime).embed(tokens: sequences)
    }
  }

  /// The mean of 1 - cosine to the original.
  ///
  /// It is rounded to seven places: binary32 runs differ in later ones from machine to machine, and
  /// what is chosen must not.
  func loss(of file: CrestFile) throws(ConversionError) -> Double {
    let loss = HeldOutMeasure.loss(try vectors(of: CrestWeights(file)), reference)
    return (loss * 1e7).rounded() / 1e7
  }

  /// The vectors of a model made of `weights`.
  func vectors(of weights: any WeightSource) throws(ConversionError) -> [[Float]] {
    try ConversionError.running(source.weights.path) { () throws(InferenceError) in
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
