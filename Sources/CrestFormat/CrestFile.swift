package import Base
package import Model

/// An open `.crest`: head and manifest read and checked, everything mapped, nothing else touched.
package final class CrestFile: Sendable {
  /// The path the file was opened with.
  package let path: String
  /// What the file says about itself.
  package let manifest: Manifest
  /// The whole file, read-only and shared.
  package let mapping: MappedFile

  private let indices: [String: Int]

  /// Opens a file and checks head, manifest and tensor table; no tensor is read.
  ///
  /// - Throws: `CrestError` naming the first thing that is wrong.
  package convenience init(path: String) throws(CrestError) {
    try self.init(wrapping(CrestError.file, ReadableFile(path: path)))
  }

  /// Maps an open file and checks it as `init(path:)` does.
  package convenience init(_ file: ReadableFile) throws(CrestError) {
    let mapping = try wrapping(CrestError.file, MappedFile(file))
    let manifest = try Self.manifest(
      of: mapping.region(0..<mapping.byteCount), path: file.path)
    self.init(path: file.path, manifest: manifest, mapping: mapping)
  }

  /// Takes a checked manifest and a mapping that holds at least its tensors.
  package init(path: String, manifest: Manifest, mapping: MappedFile) {
    self.path = path
    self.manifest = manifest
    self.mapping = mapping
    indices = Dictionary(
      uniqueKeysWithValues: manifest.tensors.enumerated().map { ($1.name, $0) })
  }

  /// The record of the tensor called `name`, if there is one.
  package subscript(name: String) -> TensorRecord? { indices[name].map { manifest.tensors[$0] } }

  /// All bytes of a tensor.
  ///
  /// - Precondition: the record is one of this file.
  package func region(of record: TensorRecord) -> ByteRegion { mapping.region(record.fileRange) }

  /// One part of a weight, such as `\.rowScales`; no bytes where the encoding has no such part.
  ///
  /// - Precondition: the record is one of this file and no plain integer table.
  package func region(
    of record: TensorRecord, part: KeyPath<WeightLayout, Range<Int>>
  ) -> ByteRegion {
    guard let layout = record.layout else {
      preconditionFailure("\(record.name) is \(record.encoding.rawValue) and has no parts")
    }
    return region(of: record).slice(layout[keyPath: part])
  }

  /// The checked manifest of a whole file.
  ///
  /// - Throws: `CrestError` naming the first thing that is wrong.
  package static func manifest(of file: ByteRegion, path: String) throws(CrestError) -> Manifest {
    let start = file.slice(0..<min(file.byteCount, FileKind.startByteCount)).bytes
    if let kind = FileKind(start: start, byteCount: file.byteCount), kind != .crest {
      throw .otherKind(path: path, found: kind)
    }
    guard file.byteCount >= CrestLimits.headByteCount else {
      throw .tooShort(path: path, expected: CrestLimits.headByteCount, found: file.byteCount)
    }
    let headBytes = file.slice(0..<CrestLimits.headByteCount).bytes
    let head = try CrestHead(bytes: headBytes, fileByteCount: file.byteCount, path: path)
    let bytes = file.slice(head.manifestOffset..<file.byteCount)
    let found = CrestHead.checksum(
      signed: Array(headBytes[..<CrestHead.signedByteCount]), manifest: bytes)
    guard found == head.checksum else {
      throw .manifestChecksum(path: path, expected: head.checksum, found: found)
    }
    let (manifest, features, fingerprinted) = try Manifest.decode(
      bytes, minorVersion: head.minorVersion, path: path)
    let check = ManifestCheck(path: path)
    try check.file(
      manifest, fingerprinted: fingerprinted, manifestOffset: head.manifestOffset)
    try check.features(features, of: manifest, minorVersion: head.minorVersion)
    return manifest
  }
}
