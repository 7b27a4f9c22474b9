package import Base

/// Manifest to bytes and back, through the structs that protobuf-c generates from `crest.proto`.
package enum ManifestCoding {
  /// What the fingerprint's input begins with; its number changes with the rule.
  static let fingerprintPrefix = "goldcrest fingerprint 1\n"

  /// The canonical bytes of a manifest: fields in number order, shortest integers.
  package static func encode(_ manifest: Manifest) -> [UInt8] { ManifestEncoder().encode(manifest) }

  /// Refuses a manifest that no reader would take.
  ///
  /// - Throws: `CrestError.head` if it is too long.
  static func checkSize(_ manifest: [UInt8], path: String) throws(CrestError) {
    guard manifest.count <= CrestLimits.manifestByteCount else {
      throw .head(
        path: path, field: "manifest_byte_count",
        expected: "at most \(CrestLimits.manifestByteCount)", found: "\(manifest.count)")
    }
  }

  /// The SHA-256 of everything that decides a vector; the rule is in CREST.md, "Fingerprint".
  package static func fingerprint(of manifest: Manifest) -> Checksum {
    let encoder = ManifestEncoder()
    var hasher = SHA256()
    hasher.update(Array(fingerprintPrefix.utf8))
    func append(_ value: Int) {
      var bytes: [UInt8] = []
      bytes.appendLittleEndian(UInt64(value))
      hasher.update(bytes)
    }
    func append(_ bytes: [UInt8]) {
      append(bytes.count)
      hasher.update(bytes)
    }
    append(encoder.encode(manifest.model))
    append(encoder.encode(manifest.sentence))
    append(manifest.tokenizer.map { encoder.encode($0) } ?? [])
    append(manifest.tensors.count)
    for tensor in manifest.tensors {
      append(Array(tensor.name.utf8))
      append(Array(tensor.encoding.rawValue.utf8))
      append(tensor.shape.count)
      for dimension in tensor.shape { append(dimension) }
      append(tensor.rotation)
      hasher.update(tensor.checksum.bytes)
    }
    return hasher.finalize()
  }

  /// Reads a manifest; every field is there and of its type, its value is still to be checked.
  ///
  /// - Throws: `CrestError.malformedManifest`, `.missing`, `.field` or `.unsupported`.
  package static func decode(
    _ bytes: [UInt8], minorVersion: UInt16, path: String
  ) throws(CrestError) -> Manifest {
    try ManifestDecoder(path: path).decode(bytes, minorVersion: minorVersion)
  }
}
