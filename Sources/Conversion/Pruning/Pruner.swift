package import Base
package import CrestFormat
package import CrestWriting
import Hashing
import HuggingFace
package import Inference
import Kernels
import Model
import Tokenization

/// Carries out a plan: copies what stays, in bounded memory.
package struct Pruner: Sendable {
  /// What is to be done.
  package let plan: PruningPlan
  /// How canaries are computed; the result does not depend on it.
  package let options: RuntimeOptions

  private let cancellation: Cancellation

  /// Bytes that are copied at a time.
  private static let pieceByteCount = 4 << 20

  package init(
    plan: PruningPlan, options: RuntimeOptions = RuntimeOptions(),
    cancellation: Cancellation = Cancellation()
  ) {
    self.plan = plan
    self.options = options
    self.cancellation = cancellation
  }

  /// Writes the pruned file; it appears under `path` complete or not at all.
  ///
  /// - Parameter progress: called with the bytes written so far and in all.
  /// - Throws: `PruningError.crest` if `file` is damaged or shortened meanwhile, is the target itself or writing fails;
  ///   `.canary` if the result gives another vector where it must not, `.cancelled`. Nothing is left
  ///   behind.
  /// - Precondition: the plan is one for `file`.
  package func run(
    _ file: CrestFile, to path: String, overwriting: Bool,
    progress: (_ doneByteCount: Int, _ totalByteCount: Int) -> Void = { _, _ in }
  ) throws(PruningError) -> PruningResult {
    try draft(
      of: file, for: path, overwriting: overwriting, inputs: [file.mapping.path],
      progress: progress
    ).finish()
  }

  /// Writes all but the name: the pruned file can be run, and appears under `path` when the draft is
  /// finished.
  ///
  /// - Parameter inputs: the paths that are read, none of which may be replaced. A draft has the path that it
  ///   will get, which names another file.
  /// - Throws: `PruningError` as `run` does.
  /// - Precondition: the plan is one for `file`.
  package func draft(
    of file: CrestFile, for path: String, overwriting: Bool, inputs: [String],
    progress: (_ doneByteCount: Int, _ totalByteCount: Int) -> Void = { _, _ in }
  ) throws(PruningError) -> PruningDraft {
    precondition(file.manifest.fingerprint == plan.original.fingerprint)
    return try file.mapping.reading({ PruningError.crest(.file($0)) }) { () throws(PruningError) in
      try copy(file, for: path, overwriting: overwriting, inputs: inputs, progress: progress)
    }
  }

  private func copy(
    _ file: CrestFile, for path: String, overwriting: Bool, inputs: [String],
    progress: (_ doneByteCount: Int, _ totalByteCount: Int) -> Void
  ) throws(PruningError) -> PruningDraft {
    let writer = try wrapping(
      PruningError.crest,
      CrestWriter(path: path, plan: plan.crest, overwriting: overwriting, inputs: inputs))
    for (index, record) in file.manifest.tensors.enumerated() {
      if cancellation.isCancelled { throw .cancelled }
      try wrapping(PruningError.crest, write(record, of: file, tensor: index, to: writer))
      let done = plan.crest.entries[index]
      progress(done.offset + done.byteCount, plan.crest.manifestOffset)
    }
    if cancellation.isCancelled { throw .cancelled }
    let preview = try wrapping(PruningError.crest, writer.preview(plan.content))
    var content = plan.content
    let canaries = try canaries(of: file, in: preview)
    content.canaries = canaries?.stored
    return PruningDraft(
      file: CrestDraft(writer: writer, content: content),
      canaryCount: canaries?.stored.canaries.count ?? 0,
      equalCanaryCount: canaries?.equalCount ?? 0)
  }

  private func write(
    _ record: TensorRecord, of file: CrestFile, tensor index: Int, to writer: CrestWriter
  ) throws(CrestError) {
    guard PruningPlan.isCut(record.declaration.tensorName) else {
      return try read(record, of: file) { (piece, offset) throws(CrestError) in
        try writer.write(piece, tensor: index, at: offset)
      }
    }
    try read(record, of: file) { _, _ in }
    switch record.declaration.tensorName {
    case .tokenizer(.trie): try writer.write(plan.selection.pruned.trie, tensor: index, at: 0)
    case .tokenizer(.scores):
      try writer.write(plan.selection.pruned.scores, tensor: index, at: 0)
    default:
      guard let from = record.layout, let to = plan.crest.entries[index].declaration.layout else {
        preconditionFailure("the token embedding is planned as a weight")
      }
      try TableRows(
        source: file.region(of: record), sourceLayout: from, layout: to,
        rows: plan.selection.keptIDs
      )
      .write(to: writer, tensor: index)
    }
  }

  /// Calls `body` with the pieces of a tensor and their offsets, and proves on the way that it is the one
  /// the file was written with.
  private func read(
    _ record: TensorRecord, of file: CrestFile,
    _ body: (ByteRegion, Int) throws(CrestError) -> Void
  ) throws(CrestError) {
    let region = file.region(of: record)
    var hasher = ChecksumHasher()
    for begin in stride(from: 0, to: region.byteCount, by: Pruner.pieceByteCount) {
      let piece = region.slice(begin..<min(region.byteCount, begin + Pruner.pieceByteCount))
      hasher.update(piece)
      try body(piece, begin)
      piece.advise(.dontNeed)
    }
    let found = hasher.finalize()
    guard found == record.checksum else {
      throw .tensorChecksum(
        path: file.path, tensor: record.name, expected: record.checksum, found: found)
    }
  }
}

extension Pruner {
  /// The canaries of the result, and how many of them prove that nothing changed.
  struct Canaries {
    var stored: ManifestCanaries
    var equalCount = 0
  }

  /// Runs the pruned file on the original's canaries; those that lose no piece must give its bits.
  ///
  /// `nil` if the original has none.
  func canaries(of file: CrestFile, in pruned: CrestFile) throws(PruningError) -> Canaries? {
    guard let old = file.manifest.canaries, var stored = plan.content.canaries else { return nil }
    let runs: [Run]
    do throws(InferenceError) {
      runs = try self.runs(old, stored, file, pruned)
    } catch {
      throw .inference(path: file.path, error)
    }
    stored.kernelContract = KernelSet.contractVersion
    var equalCount = 0
    for (index, run) in runs.enumerated() {
      stored.canaries[index].vector = run.vector
      guard let expected = run.expected else { continue }
      guard run.vector.map(\.bitPattern) == expected.map(\.bitPattern) else {
        throw .canary(path: file.path, index: index)
      }
      equalCount += 1
    }
    return Canaries(stored: stored, equalCount: equalCount)
  }

  /// What the pruned file gives for a canary, and what it must give if the canary loses no piece.
  private struct Run {
    let vector: [Float]
    let expected: [Float]?
  }

  private func runs(
    _ old: ManifestCanaries, _ new: ManifestCanaries, _ file: CrestFile, _ pruned: CrestFile
  ) throws(InferenceError) -> [Run] {
    var options = options
    options.releasesPages = true
    let before = try EmbeddingModel(file: file, options: options)
    let after = try EmbeddingModel(file: pruned, options: options)
    // Vectors of another arithmetic are no measure: the whole model runs once more.
    let isComparable = old.kernelContract == KernelSet.contractVersion
    var runs: [Run] = []
    for (canary, same) in zip(old.canaries, new.canaries) {
      let whole = try before.tokens(of: canary.input, promptName: canary.promptName)
      let tokens = try after.tokens(of: same.input, promptName: same.promptName)
      let losesNothing = tokens.map { plan.selection.keptIDs[Int($0)] } == whole.map(Int.init)
      let expected =
        isComparable || !losesNothing
        ? canary.vector
        : try before.vector(of: canary.input, promptName: canary.promptName)
      runs.append(
        Run(
          vector: try after.vector(of: same.input, promptName: same.promptName),
          expected: losesNothing ? expected : nil))
    }
    return runs
  }
}

/// Copies some rows of a lookup table into a smaller one, whatever the encoding, piece by piece.
struct TableRows {
  /// Rows that are in memory at a time.
  private static let rowCount = 4096

  let source: ByteRegion
  let sourceLayout: WeightLayout
  let layout: WeightLayout
  let rows: [Int]

  /// Writes all parts of tensor number `index`.
  func write(to writer: CrestWriter, tensor index: Int) throws(CrestError) {
    for part in [\WeightLayout.data, \.groupScales, \.rowScales] {
      let (from, to) = (sourceLayout[keyPath: part], layout[keyPath: part])
      guard !to.isEmpty else { continue }
      let width = to.count / rows.count
      for first in stride(from: 0, to: rows.count, by: TableRows.rowCount) {
        let range = first..<min(rows.count, first + TableRows.rowCount)
        let piece = gather(range, part: source.slice(from), width: width)
        try writer.write(piece, tensor: index, at: to.lowerBound + range.lowerBound * width)
      }
    }
  }

  private func gather(_ range: Range<Int>, part: ByteRegion, width: Int) -> ByteRegion {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count * width)
    for row in rows[range] { bytes += part.slice(row * width..<(row + 1) * width).bytes }
    let (first, last) = (rows[range.lowerBound], rows[range.upperBound - 1])
    part.slice(first * width..<(last + 1) * width).advise(.dontNeed)
    return ByteRegion(copying: bytes)
  }
}

extension ConversionDraft {
  /// Prunes the vocabulary of the file that was made for `path`; this draft is no longer needed then.
  ///
  /// - Throws: `PruningError` as `PruningPlan` and `Pruner` do.
  package func pruned(
    to selection: PieceSelection, for path: String, overwriting: Bool, options: RuntimeOptions,
    cancellation: Cancellation = Cancellation()
  ) throws(PruningError) -> (plan: PruningPlan, draft: PruningDraft) {
    let whole = try wrapping(PruningError.crest, file.preview())
    let plan = try PruningPlan(whole.manifest, to: selection, path: path)
    return (
      plan,
      try Pruner(plan: plan, options: options, cancellation: cancellation)
        .draft(
          of: whole, for: path, overwriting: overwriting, inputs: source.files.map(\.path))
    )
  }
}

/// A pruned file that has no name yet.
package struct PruningDraft: Sendable {
  /// The file.
  package let file: CrestDraft
  let canaryCount: Int
  /// How many of them lose no piece, and give the bits of the whole model.
  let equalCanaryCount: Int

  /// Gives the file its name, with `fidelity` in it if that was measured.
  ///
  /// - Throws: `PruningError.crest` if writing fails; nothing is left behind.
  package func finish(fidelity: ManifestFidelity? = nil) throws(PruningError) -> PruningResult {
    let written = try wrapping(PruningError.crest, file.finish(fidelity: fidelity))
    return PruningResult(
      fileByteCount: written.fileByteCount, fingerprint: written.manifest.fingerprint,
      canaryCount: canaryCount, equalCanaryCount: equalCanaryCount)
  }
}

/// What pruning a file made.
package struct PruningResult: Sendable, Equatable {
  /// The file's size.
  package let fileByteCount: Int
  /// What identifies the file's vectors.
  package let fingerprint: Checksum
  /// How many canaries it has.
  package let canaryCount: Int
  /// How many of them lose no piece, and give the bits of the whole model.
  package let equalCanaryCount: Int
}
