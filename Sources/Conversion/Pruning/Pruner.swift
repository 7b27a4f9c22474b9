import Model
import CrestWriting
import Base
import Kernels
import Tokenization
public import CrestFormat
public import Inference

/// Carries out a plan: copies what stays, in bounded memory.
public struct Pruner: Sendable {
  /// What is to be done.
  public let plan: PruningPlan
  /// How canaries are computed; the result does not depend on it.
  public let options: RuntimeOptions

  /// Bytes that are copied at a time.
  private static let pieceByteCount = 4 << 20

  /// Prepares to carry out `plan`.
  public init(plan: PruningPlan, options: RuntimeOptions = RuntimeOptions()) {
    self.plan = plan
    self.options = options
  }

  /// Writes the pruned file; it appears under `path` complete or not at all.
  ///
  /// - Parameter progress: called with the bytes written so far and in all.
  /// - Throws: `PruningError.overwritesSource`; `.crest` if `file` is damaged or writing fails;
  ///   `.canary` if the result gives another vector where it must not. Nothing is left behind.
  /// - Precondition: the plan is one for `file`.
  public func run(
    _ file: CrestFile, to path: String, overwriting: Bool,
    progress: (_ doneByteCount: Int, _ totalByteCount: Int) -> Void = { _, _ in }
  ) throws(PruningError) -> PruningResult {
    try draft(of: file, for: path, overwriting: overwriting, progress: progress).finish()
  }

  /// Writes all but the name: the pruned file can be run, and appears under `path` when the draft is
  /// finished.
  ///
  /// - Throws: `PruningError` as `run` does.
  /// - Precondition: the plan is one for `file`.
  public func draft(
    of file: CrestFile, for path: String, overwriting: Bool,
    progress: (_ doneByteCount: Int, _ totalByteCount: Int) -> Void = { _, _ in }
  ) throws(PruningError) -> PruningDraft {
    precondition(file.manifest.fingerprint == plan.original.fingerprint)
    if let source = try? ReadableFile(path: file.mapping.path), source.isSameFile(as: path) {
      throw .overwritesSource(path: path)
    }
    let written = try PruningError.catching { () throws(CrestError) in
      let writer = try CrestWriter(path: path, plan: plan.crest, overwriting: overwriting)
      for (index, record) in file.manifest.tensors.enumerated() {
        try write(record, of: file, tensor: index, to: writer)
        let done = plan.crest.entries[index]
        progress(done.offset + done.byteCount, plan.crest.manifestOffset)
      }
      return (writer: writer, preview: try writer.preview(plan.content))
    }
    var content = plan.content
    let canaries = try canaries(of: file, in: written.preview)
    content.canaries = canaries?.stored
    return PruningDraft(
      file: CrestDraft(writer: written.writer, content: content),
      canaryCount: canaries?.stored.canaries.count ?? 0,
      equalCanaryCount: canaries?.equalCount ?? 0)
  }

  private func write(
    _ record: TensorRecord, of file: CrestFile, tensor index: Int, to writer: CrestWriter
  ) throws(CrestError) {
    let region = file.region(of: record)
    guard PruningPlan.isCut(record.declaration.tensorName) else {
      return try copy(region, record, of: file, tensor: index, to: writer)
    }
    try check(region, record, of: file)
    switch record.declaration.tensorName {
    case .tokenizer(.trie): try writer.write(plan.selection.pruned.trie, tensor: index, at: 0)
    case .tokenizer(.scores):
      try writer.write(plan.selection.pruned.scores, tensor: index, at: 0)
    default:
      guard let from = record.layout, let to = plan.crest.entries[index].declaration.layout else {
        preconditionFailure("the token table is planned as a weight")
      }
      try TableRows(source: region, sourceLayout: from, layout: to, rows: plan.selection.keptIDs)
        .write(to: writer, tensor: index)
    }
  }

  /// Copies a tensor and proves on the way that it is the one the file was written with.
  private func copy(
    _ region: ByteRegion, _ record: TensorRecord, of file: CrestFile, tensor index: Int,
    to writer: CrestWriter
  ) throws(CrestError) {
    var hasher = ChecksumHasher()
    for (offset, piece) in Pruner.pieces(of: region) {
      hasher.update(piece)
      try writer.write(piece, tensor: index, at: offset)
      piece.advise(.dontNeed)
    }
    try Pruner.check(hasher.finalize(), record, of: file)
  }

  /// Proves that a table of which a part stays is the one that the file was written with.
  private func check(
    _ region: ByteRegion, _ record: TensorRecord, of file: CrestFile
  ) throws(CrestError) {
    var hasher = ChecksumHasher()
    for (_, piece) in Pruner.pieces(of: region) {
      hasher.update(piece)
      piece.advise(.dontNeed)
    }
    try Pruner.check(hasher.finalize(), record, of: file)
  }

  private static func check(
    _ found: Checksum, _ record: TensorRecord, of file: CrestFile
  ) throws(CrestError) {
    guard found == record.checksum else {
      throw .tensorChecksum(
        path: file.path, tensor: record.name, expected: record.checksum, found: found)
    }
  }

  private static func pieces(
    of region: ByteRegion
  ) -> some Sequence<(offset: Int, bytes: ByteRegion)> {
    stride(from: 0, to: region.byteCount, by: pieceByteCount).lazy.map { begin in
      (begin, region.slice(begin..<min(region.byteCount, begin + pieceByteCount)))
    }
  }
}
