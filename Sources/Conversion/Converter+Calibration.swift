import CrestFormat
import Inference
import Tokenization

extension Converter {
  /// Rounds the written matrices anew against what texts make them take in.
  func calibrate(
    with texts: CalibrationTextSet, _ writer: CrestWriter, _ manifest: ManifestContent,
    _ progress: @Sendable @escaping (ConversionProgress) -> Void
  ) throws(ConversionError) -> CalibrationReport {
    guard let tokenizer = plan.source.tokenizer else {
      preconditionFailure("calibration is planned without a tokenizer")
    }
    let file = try ConversionError.catching { () throws(CrestError) in
      try writer.preview(manifest)
    }
    let batches = try ConversionError.catching { () throws(TokenizationError) in
      try CalibrationBatches(
        texts, tokenizer: Tokenizer(tokenizer), sentence: plan.source.sentence,
        tokenCount: plan.options.calibrationTokenCount)
    }
    let calibration = try Calibration(
      plan: plan, file: file, writer: writer, batches: batches,
      progress: CalibrationProgress(
        plan.source.configuration, tokenCount: batches.tokenCount, report: progress))
    try calibration.run()
    return calibration.report
  }
}
