import HuggingFace
import CrestWriting
import Base
import CrestFormat
import Inference
import Kernels
import Tokenization

extension Converter {
  /// Rounds the written matrices anew against what texts make them take in.
  func calibrate(
    with texts: CalibrationTextSet, to path: String, _ writer: CrestWriter,
    _ manifest: ManifestContent,
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
    let state =
      plan.options.keepsState
      ? try CalibrationState(
        path: CalibrationState.path(for: path), key: key(file, batches),
        sizes: plan.crest.entries.map(\.byteCount), resumes: plan.options.resumes) : nil
    let calibration = try Calibration(
      plan: plan, file: file, writer: writer, batches: batches, state: state,
      progress: CalibrationProgress(
        plan.source.configuration, tokenCount: batches.tokenCount, report: progress))
    try calibration.run()
    state?.remove()
    return calibration.report
  }

  /// Everything that decides what calibration makes of the file.
  private func key(_ file: CrestFile, _ batches: CalibrationBatches) -> Checksum {
    var hasher = ChecksumHasher()
    let versions = "\(ToolVersion.current) \(KernelSet.contractVersion)"
    hasher.update(Array("\(versions) \(plan.options.correctsBiases)".utf8))
    hasher.update(file.manifest.fingerprint.bytes)
    for sequence in batches.batches.flatMap(\.sequences) {
      hasher.update(sequence.reduce(into: []) { $0.appendLittleEndian($1) })
      hasher.update([0])
    }
    return hasher.finalize()
  }
}
