public import Base
public import CrestFormat

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
  public static func store(
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
      try writer.seal(
        encoded, at: plan.manifestOffset, minorVersion: content.minorVersion)
    } catch {
      throw .file(error)
    }
  }
}

extension AtomicFileWriter {
  /// Writes a manifest and the head that belongs to it, and gives the file its name.
  func seal(
    _ manifest: [UInt8], at offset: Int, minorVersion: UInt16
  ) throws(FileError) {
    let head = CrestHead(
      manifestOffset: offset, manifest: manifest, minorVersion: minorVersion)
    try write(manifest, at: offset)
    try write(head.bytes, at: 0)
    try commit()
  }
}
