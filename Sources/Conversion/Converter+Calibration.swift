import HuggingFace
import Hashing
import CrestWriting
import Base
import CrestFormat
import Kernels
import Model
import Quantization
import Tokenization

extension Converter {
  /// Rounds the written matrices again, against what texts make them take in.
  func calibrate(
    with texts: CalibrationTextSet, to path: String, _ writer: CrestWriter,
    _ manifest: ManifestContent,
    _ progress: @Sendable @escaping (ConversionProgress) -> Void
  ) throws(ConversionError) -> CalibrationReport {
    guard let tokenizer = plan.source.tokenizer else {
      preconditionFailure("calibration is planned without a tokenizer")
    }
    let file = try wrapping(ConversionError.crest, writer.preview(manifest))
    do throws(QuantizationError) {
      let batches = try CalibrationBatches(
        texts, tokenizer: Tokenizer(tokenizer), sentence: plan.source.sentence,
        tokenCount: plan.options.calibrationTokenCount)
      let state =
        plan.options.keepsState
        ? try CalibrationState(
          path: CalibrationState.path(for: path), key: key(file, batches),
          sizes: plan.crest.entries.map(\.byteCount), resumes: plan.options.resumes) : nil
      let calibration = try Calibration(
        file, target: WrittenFile(plan: plan, writer: writer),
        correctsBiases: plan.options.correctsBiases,
        compute: Compute(kernels: plan.options.kernels, threadCount: plan.options.threadCount),
        batches: batches, state: state,
        progress: CalibrationProgress(plan.source.configuration, tokenCount: batches.tokenCount) {
          progress(ConversionProgress(doneByteCount: $0, totalByteCount: $1, current: $2))
        })
      try calibration.run()
      state?.remove()
      return calibration.report
    } catch {
      throw .quantization(error)
    }
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

/// The file that a plan is carried out for, all of it written once.
struct WrittenFile: QuantizationTarget {
  let plan: ConversionPlan
  let writer: CrestWriter

  var source: SourceModel { plan.source }

  func storage(ofTensor index: Int) -> (layout: WeightLayout, rotation: Int)? {
    let tensor = plan.crest.entries[index].declaration
    return tensor.layout.map { ($0, tensor.rotation) }
  }

  func replace(_ bytes: ByteRegion, tensor index: Int) throws(QuantizationError) {
    try wrapping(QuantizationError.crest, writer.replace(bytes, tensor: index))
  }
}
