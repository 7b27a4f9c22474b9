package import Base
package import CrestFormat
import Hashing
import Synchronization

/// Writes a `.crest`: tensors in any order and from several threads, then the manifest.
///
/// The file appears under its name when `finish` returns and not before. A writer that is given up
/// removes what it has written.
package final class CrestWriter: Sendable {
  /// Where everything lies.
  package let plan: CrestPlan

  /// Where the file will appear.
  package var path: String { file.path }

  private let file: AtomicFileWriter
  private let progress: [TensorProgress]

  /// Opens a temporary file beside `path` and reserves the room for all tensors.
  ///
  /// `inputs` are the files that are read, none of which is ever replaced.
  ///
  /// - Throws: `CrestError.file` if the folder cannot be written, the disk is too small, or `path`
  ///   is no target for an output (`OutputTarget`).
  package init(
    path: String, plan: CrestPlan, overwriting: Bool, inputs: [String] = []
  ) throws(CrestError) {
    self.plan = plan
    progress = plan.entries.map { _ in TensorProgress() }
    do throws(FileError) {
      file = try AtomicFileWriter(path: path, overwriting: overwriting, inputs: inputs)
      try file.reserve(byteCount: plan.manifestOffset)
      try file.truncate(byteCount: plan.manifestOffset)
    } catch {
      throw .file(error)
    }
  }

  /// Writes `bytes` of tensor number `index` at `offset`, counted from the tensor's first byte.
  ///
  /// Different tensors may be written from different threads. The pieces of one tensor come in
  /// ascending order; what a piece leaves out before it is zero, as between two parts.
  ///
  /// - Throws: `CrestError.file` if writing fails.
  /// - Precondition: the piece lies inside the tensor and not before the end of the last one.
  package func write(
    _ bytes: UnsafeRawBufferPointer, tensor index: Int, at offset: Int
  ) throws(CrestError) {
    let entry = plan.entries[index]
    precondition(
      offset >= 0 && bytes.count <= entry.byteCount && offset <= entry.byteCount - bytes.count,
      "\(bytes.count) bytes at \(offset) of \(entry.declaration.name), \(entry.byteCount) bytes long"
    )
    try unsafe wrapping(CrestError.file, file.write(bytes, at: entry.offset + offset))
    unsafe progress[index].append(bytes, at: offset)
  }

  /// Writes a region of tensor number `index` at `offset`, counted from the tensor's first byte.
  ///
  /// - Throws: `CrestError.file` if writing fails.
  package func write(_ bytes: ByteRegion, tensor index: Int, at offset: Int) throws(CrestError) {
    try unsafe bytes.withUnsafeBytes { (buffer) throws(CrestError) in
      try unsafe write(buffer, tensor: index, at: offset)
    }
  }

  /// Writes all of tensor number `index` once more, in place of what was written.
  ///
  /// - Throws: `CrestError.file` if writing fails.
  /// - Precondition: the tensor is written, and `bytes` are as many.
  package func replace(_ bytes: ByteRegion, tensor index: Int) throws(CrestError) {
    precondition(bytes.byteCount == plan.entries[index].byteCount)
    progress[index].reset()
    try write(bytes, tensor: index, at: 0)
  }

  /// The file as it will be opened, mapped before it has its name, to compute canaries with.
  ///
  /// Its fingerprint is the final one unless a tensor is replaced: canaries and fidelity do not take
  /// part in it.
  ///
  /// - Throws: `CrestError.field` if `content` breaks a rule, `.file` if mapping fails.
  /// - Precondition: all tensors are written.
  package func preview(_ content: ManifestContent) throws(CrestError) -> CrestFile {
    let manifest = try plan.manifest(content, checksums: checksums(), path: file.path)
    let mapping = try wrapping(CrestError.file, file.mapping())
    return CrestFile(path: file.path, manifest: manifest, mapping: mapping)
  }

  /// Writes manifest and head, makes the file durable and gives it its name.
  ///
  /// - Throws: `CrestError.field` if `content` breaks a rule, `.file` if writing fails.
  /// - Precondition: all tensors are written.
  @discardableResult
  package func finish(_ content: ManifestContent) throws(CrestError) -> Manifest {
    let manifest = try plan.manifest(content, checksums: checksums(), path: file.path)
    try seal(ManifestEncoder.encode(manifest), minorVersion: manifest.minorVersion)
    return manifest
  }

  /// Writes the bytes of a manifest, right or wrong, and the head that belongs to them.
  package func seal(_ manifest: [UInt8], minorVersion: UInt16) throws(CrestError) {
    try ManifestEncoder.checkSize(manifest, path: file.path)
    try wrapping(
      CrestError.file,
      file.seal(manifest, at: plan.manifestOffset, minorVersion: minorVersion))
  }

  private func checksums() -> [Checksum] {
    zip(plan.entries, progress).map { entry, progress in
      let (position, checksum) = progress.result
      precondition(
        position == entry.byteCount,
        "\(entry.declaration.name) is written to \(position) of \(entry.byteCount) bytes")
      return checksum
    }
  }
}

/// A written file that has no name yet: whole and ready to run, and gone unless it is finished.
package struct CrestDraft: Sendable {
  private let writer: CrestWriter
  private let content: ManifestContent

  /// Takes a writer that has written all tensors, and what the manifest will say.
  package init(writer: CrestWriter, content: ManifestContent) {
    self.writer = writer
    self.content = content
  }

  /// The file as it will be opened, but for a fidelity report; the mapping outlives the draft.
  ///
  /// - Throws: `CrestError` if the content breaks a rule or the temporary file cannot be mapped.
  package func preview() throws(CrestError) -> CrestFile { try writer.preview(content) }

  /// Gives the file its name, with `fidelity` in it if that was measured.
  ///
  /// - Throws: `CrestError` if the content breaks a rule or writing fails; nothing is left behind.
  package func finish(
    fidelity: ManifestFidelity? = nil
  ) throws(CrestError) -> (manifest: Manifest, fileByteCount: Int) {
    var content = content
    content.fidelity = fidelity
    let manifest = try writer.finish(content)
    return (manifest, try writer.plan.fileByteCount(content, path: writer.path))
  }
}

/// How far one tensor is written, and the checksum so far.
private final class TensorProgress: Sendable {
  private let state = Mutex((position: 0, hasher: ChecksumHasher()))

  func append(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
    state.withLock { state in
      precondition(offset >= state.position, "piece at \(offset) after \(state.position) bytes")
      if offset > state.position {
        state.hasher.update([UInt8](repeating: 0, count: offset - state.position))
      }
      unsafe state.hasher.update(bytes)
      state.position = offset + bytes.count
    }
  }

  func reset() { state.withLock { $0 = (0, ChecksumHasher()) } }

  var result: (position: Int, checksum: Checksum) {
    state.withLock { ($0.position, $0.hasher.finalize()) }
  }
}

extension CrestPlan {
  /// The exact size of the file that `content` would give, checksums and canaries being as long as
  /// any others.
  ///
  /// - Throws: `CrestError.field` if `content` does not fit the tensors or breaks a rule.
  package func fileByteCount(_ content: ManifestContent, path: String) throws(CrestError) -> Int {
    manifestOffset + ManifestEncoder.encode(try blankManifest(content, path: path)).count
  }

  /// The manifest that `content` would give, every tensor's checksum being that of no bytes.
  ///
  /// - Throws: `CrestError.field` if `content` does not fit the tensors or breaks a rule.
  package func blankManifest(
    _ content: ManifestContent, path: String
  ) throws(CrestError) -> Manifest {
    let zero = SHA256.checksum(of: [])
    return try manifest(content, checksums: entries.map { _ in zero }, path: path)
  }

  func manifest(
    _ content: ManifestContent, checksums: [Checksum], path: String
  ) throws(CrestError) -> Manifest {
    let records = zip(entries, checksums).map {
      TensorRecord(
        declaration: $0.declaration, offset: $0.offset, byteCount: $0.byteCount, checksum: $1)
    }
    var manifest = Manifest(
      content: content, tensors: records, parameterCount: parameterCount,
      fingerprint: SHA256.checksum(of: []))
    try ManifestCheck(path: path).content(manifest)
    manifest.fingerprint = ManifestEncoder.fingerprint(of: manifest)
    return manifest
  }
}

extension CrestFile {
  /// The bytes that are copied at a time.
  private static let pieceByteCount = 4 << 20

  /// Writes the file at `path` anew with `fidelity` in its manifest; nothing else changes.
  ///
  /// The new file takes the old one's place when it is complete, so that there is a whole file under
  /// the name at every moment. A link stays one: the file behind it is replaced.
  ///
  /// - Throws: `CrestError.file` if a file cannot be read or written; `.fingerprint` if the file is
  ///   not the one that `fingerprint` names; `.unsupported` if it has fields of a newer version, which
  ///   would be lost; others if it is refused. The file is then as it was.
  package static func store(
    _ fidelity: ManifestFidelity, in path: String, fingerprint: Checksum
  ) throws(CrestError) {
    let file = try wrapping(CrestError.file, ReadableFile(path: path))
    let opened = try CrestFile(file)
    let old = opened.manifest
    guard old.fingerprint == fingerprint else {
      throw .fingerprint(path: path, expected: fingerprint, found: old.fingerprint)
    }
    let plan = try CrestPlan(old.tensors.map(\.declaration), path: path)
    let stored = opened.mapping.region(plan.manifestOffset..<file.byteCount).bytes
    guard ManifestEncoder.encode(old) == stored else {
      throw .unsupported(
        path: path, field: "manifest",
        expected:
          "no fields beyond version \(CrestLimits.majorVersion).\(CrestLimits.minorVersion)",
        found: "others, which would be lost")
    }
    var content = old.content
    content.fidelity = fidelity
    let new = try plan.manifest(content, checksums: old.tensors.map(\.checksum), path: path)
    let encoded = ManifestEncoder.encode(new)
    try ManifestEncoder.checkSize(encoded, path: path)
    do throws(FileError) {
      let writer = try AtomicFileWriter(path: path, overwriting: true)
      try writer.reserve(byteCount: plan.manifestOffset)
      let begin = CrestLimits.headByteCount
      for offset in stride(from: begin, to: plan.manifestOffset, by: pieceByteCount) {
        let count = min(pieceByteCount, plan.manifestOffset - offset)
        try writer.write(try file.bytes(at: offset, count: count), at: offset)
      }
      try writer.seal(encoded, at: plan.manifestOffset, minorVersion: new.minorVersion)
    } catch {
      throw .file(error)
    }
  }
}

extension AtomicFileWriter {
  /// Writes a manifest and the head that belongs to it, and gives the file its name.
  func seal(_ manifest: [UInt8], at offset: Int, minorVersion: UInt16) throws(FileError) {
    let head = CrestHead(manifestOffset: offset, manifest: manifest, minorVersion: minorVersion)
    try write(manifest, at: offset)
    try write(head.bytes, at: 0)
    try commit()
  }
}
