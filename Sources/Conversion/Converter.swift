package import Base
package import CrestFormat
package import CrestWriting
import HuggingFace
import Inference
import Kernels
import Model
package import Quantization
import Synchronization

/// How far a conversion has come.
package struct ConversionProgress: Sendable, Equatable {
  /// Bytes of tensors written.
  package let doneByteCount: Int
  /// Bytes of tensors in all.
  package let totalByteCount: Int
  /// The tensor just finished.
  package let current: String
}

/// Carries out a plan: reads, encodes and writes tensor by tensor, in bounded memory.
///
/// Tensors are independent, so threads take them one at a time; the source's checksums are tasks
/// among them. Which thread does what leaves no trace in the file.
package struct Converter: Sendable {
  /// What is to be done.
  package let plan: ConversionPlan

  /// Rows of the token table that are in memory at a time.
  static let tableRows = 4096
  /// Memory that tensors in work may take; more threads than fit are not used.
  static let workingByteCount = 128 << 20

  package init(plan: ConversionPlan) { self.plan = plan }

  /// Writes the file; it appears under `path` complete or not at all.
  ///
  /// `progress` is called from any thread, one call at a time.
  ///
  /// - Throws: `ConversionError` if reading, a weight or writing fails or the options are cancelled; nothing is
  ///   left behind but the layers that an interrupted calibration has done.
  package func run(
    to path: String, overwriting: Bool,
    progress: @Sendable @escaping (ConversionProgress) -> Void = { _ in }
  ) throws(ConversionError) -> ConversionResult {
    try draft(for: path, overwriting: overwriting, progress: progress).finish()
  }

  /// Writes all but the name: the model can be run, and appears under `path` when the draft is
  /// finished.
  ///
  /// `progress` is called from any thread, one call at a time.
  ///
  /// - Throws: `ConversionError` if reading, a weight or writing fails, or a file of the original
  ///   has changed since it was opened; nothing is left behind.
  package func draft(
    for path: String, overwriting: Bool,
    progress: @Sendable @escaping (ConversionProgress) -> Void = { _ in }
  ) throws(ConversionError) -> ConversionDraft {
    if plan.options.calibration != nil, plan.options.keepsState {
      try wrapping(
        ConversionError.quantization, CalibrationState.check(path: CalibrationState.path(for: path))
      )
    }
    let writer = try wrapping(
      ConversionError.crest,
      CrestWriter(
        path: path, plan: plan.crest, overwriting: overwriting,
        inputs: plan.source.files.map(\.path)))
    let content = Content(source: plan.source, options: plan.options)
    let files = plan.source.recordedFiles
    let entryCount = plan.crest.entries.count
    let work = Mutex(Work(checksums: files.map { _ in nil }))
    let total = plan.crest.entries.reduce(0) { $0 + $1.byteCount }

    // The token table is by far the longest task and the checksums come next: they begin first.
    let tasks = plan.crest.entries.indices.sorted {
      plan.crest.entries[$0].byteCount > plan.crest.entries[$1].byteCount
    }
    let order = tasks.prefix(1) + files.indices.map { $0 + entryCount } + tasks.dropFirst()
    let pool = WorkerPool(threadCount: threadCount(within: Converter.workingByteCount))
    let memory = ReadingMemory()
    pool.run(order.count) { position in
      guard work.withLock({ $0.failure.error == nil }) else { return }
      let task = order[position]
      do throws(ConversionError) {
        try checkCancellation()
        if task < entryCount {
          try write(entry: task, to: writer, memory: memory)
        } else {
          let checksum = try wrapping(ConversionError.original, files[task - entryCount].checksum())
          work.withLock { $0.checksums[task - entryCount] = checksum }
          return
        }
      } catch {
        work.withLock { $0.failure.record(error, task: task) }
        return
      }
      work.withLock { work in
        work.done += plan.crest.entries[task].byteCount
        progress(
          ConversionProgress(
            doneByteCount: work.done, totalByteCount: total,
            current: plan.crest.entries[task].declaration.name))
      }
    }
    // What follows reads with memory of its own.
    memory.discard()
    let (failure, checksums) = work.withLock { ($0.failure.error, $0.checksums) }
    if let failure {
      // What failed may be due to a file that was changed: then that is what to say.
      try checkSource()
      throw failure
    }
    return try completed(writer, content, checksums.compactMap { $0 }, path, progress)
  }

  private struct Work {
    var done = 0
    var checksums: [Checksum?]
    var failure = FirstFailure<ConversionError>()
  }

  /// Calibrates or corrects what was written, and computes the canaries or what shows that vectors are
  /// finite.
  private func completed(
    _ writer: CrestWriter, _ content: Content, _ checksums: [Checksum], _ path: String,
    _ progress: @Sendable @escaping (ConversionProgress) -> Void
  ) throws(ConversionError) -> ConversionDraft {
    try checkCancellation()
    var manifest = content.content(checksums: checksums)
    var report: CalibrationReport?
    if let texts = content.calibration {
      report = try calibrate(with: texts, to: path, writer, manifest, progress)
    } else if content.correctsBiases {
      try correctBiases(writer, manifest)
    }
    try checkCancellation()
    if content.hasCanaries {
      manifest.canaries = content.canaries(vectors: try canaryVectors(writer, manifest, content))
    } else {
      try checkVectors(writer, manifest, content)
    }
    try checkSource()
    return ConversionDraft(
      source: plan.source, file: CrestDraft(writer: writer, content: manifest),
      calibration: report, search: nil)
  }

  private func correctBiases(
    _ writer: CrestWriter, _ manifest: ManifestContent
  ) throws(ConversionError) {
    let file = try wrapping(ConversionError.crest, writer.preview(manifest))
    // The run that it begins with has memory of its own.
    let correction = BiasCorrection(
      source: plan.source, kernels: plan.options.kernels, threadCount: plan.options.threadCount,
      taskThreadCount: threadCount(within: Converter.workingByteCount / 2),
      cancellation: plan.options.cancellation)
    try wrapping(
      ConversionError.quantization,
      correction.run(file, to: WrittenFile(plan: plan, writer: writer)))
  }

  private func checkCancellation() throws(ConversionError) {
    if plan.options.cancellation.isCancelled { throw .cancelled }
  }

  private func checkSource() throws(ConversionError) {
    try wrapping(ConversionError.original, plan.source.checkUnchanged())
  }

  private func threadCount(within byteCount: Int) -> Int {
    let largest = plan.crest.entries.enumerated().compactMap { index, entry -> Int? in
      guard let tensor = plan.tensor(index) else { return nil }
      // Read, transposed, encoded.
      return tensor.role == .tokenTable ? nil : tensor.elementCount * 4 * 2 + entry.byteCount
    }
    let fitting = byteCount / max(largest.max() ?? 1, 1)
    return max(1, min(plan.options.threadCount, fitting))
  }
}

/// A converted model that has no name yet.
package struct ConversionDraft: Sendable {
  let source: SourceModel
  /// The file.
  package let file: CrestDraft
  /// What the calibration saw, if there was one.
  package let calibration: CalibrationReport?
  /// How the widths were found, if they were searched for.
  package internal(set) var search: BitWidthReport?

  /// The file as it will be opened, but for a fidelity report; the mapping outlives the draft.
  func preview() throws(ConversionError) -> CrestFile {
    try wrapping(ConversionError.crest, file.preview())
  }

  /// Gives the file its name, with `fidelity` in it if that was measured.
  ///
  /// - Throws: `ConversionError.crest` if writing fails, `.original` if a file of the original has
  ///   changed since it was opened; nothing is left behind.
  package func finish(
    fidelity: ManifestFidelity? = nil
  ) throws(ConversionError) -> ConversionResult {
    try wrapping(ConversionError.original, source.checkUnchanged())
    let written = try wrapping(ConversionError.crest, file.finish(fidelity: fidelity))
    return ConversionResult(
      fileByteCount: written.fileByteCount, fingerprint: written.manifest.fingerprint,
      calibration: calibration, search: search)
  }
}

/// What a conversion made.
package struct ConversionResult: Sendable, Equatable {
  /// The file's size.
  package let fileByteCount: Int
  /// What identifies the file's vectors.
  package let fingerprint: Checksum
  /// What the calibration saw, if there was one.
  package let calibration: CalibrationReport?
  /// How the widths were found, if they were searched for.
  package let search: BitWidthReport?
}
