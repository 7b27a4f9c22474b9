public import CrestFormat
import Base

extension CrestPlan {
  /// The exact size of the file that `content` would give, checksums and canaries being as long as
  /// any others.
  ///
  /// - Throws: `CrestError.field` if `content` does not fit the tensors or breaks a rule.
  public func fileByteCount(_ content: ManifestContent, path: String) throws(CrestError) -> Int {
    manifestOffset + ManifestEncoder.encode(try blankManifest(content, path: path)).count
  }

  /// The manifest that `content` would give, every tensor's checksum being that of no bytes.
  ///
  /// - Throws: `CrestError.field` if `content` does not fit the tensors or breaks a rule.
  public func blankManifest(
    _ content: ManifestContent, path: String
  ) throws(CrestError) -> Manifest {
    let zero = SHA256.checksum(of: [])
    return try manifest(content, checksums: entries.map { _ in zero }, path: path)
  }

  /// The complete manifest, checked.
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
