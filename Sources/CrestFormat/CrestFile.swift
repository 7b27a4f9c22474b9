public import Base
public import Model

/// An open `.crest`: head and manifest read and checked, everything mapped, nothing else touched.
public final class CrestFile: Sendable {
  /// The path the file was opened with.
  public let path: String
  /// What the file says about itself.
  public let manifest: Manifest
  /// The whole file, read-only and shared.
  public let mapping: MappedFile

  private let indices: [String: Int]

  /// Opens a file and checks head, manifest and tensor table; no tensor is read.
  ///
  /// - Throws: `CrestError` naming the first thing that is wrong.
  public convenience init(path: String) throws(CrestError) {
    let (manifest, file) = try Self.read(path)
    do throws(FileError) {
      let mapping = try MappedFile(file)
      self.init(path: path, manifest: manifest, mapping: mapping)
    } catch {
      throw .file(error)
    }
  }

  /// Takes a checked manifest and a mapping that holds at least its tensors.
  init(path: String, manifest: Manifest, mapping: MappedFile) {
    self.path = path
    self.manifest = manifest
    self.mapping = mapping
    indices = Dictionary(
      uniqueKeysWithValues: manifest.tensors.enumerated().map { ($1.name, $0) })
  }

  /// The record of the tensor called `name`, if there is one.
  public subscript(name: String) -> TensorRecord? { indices[name].map { manifest.tensors[$0] } }

  /// All bytes of a tensor.
  ///
  /// - Precondition: the record is one of this file.
  public func region(of record: TensorRecord) -> ByteRegion { mapping.region(record.fileRange) }

  /// One part of a weight, such as `\.rowScales`; no bytes where the encoding has no such part.
  ///
  /// - Precondition: the record is one of this file and no plain integer table.
  public func region(
    of record: TensorRecord, part: KeyPath<WeightLayout, Range<Int>>
  ) -> ByteRegion {
    guard let layout = record.layout else {
      preconditionFailure("\(record.name) is \(record.encoding.rawValue) and has no parts")
    }
    return region(of: record).slice(layout[keyPath: part])
  }

  /// Checks head and manifest of a file that is `fileByteCount` bytes long.
  package static func check(
    head headBytes: [UInt8], fileByteCount: Int, path: String,
    readManifest: (_ offset: Int, _ count: Int) throws(CrestError) -> [UInt8]
  ) throws(CrestError) -> Manifest {
    let head = try CrestHead(bytes: headBytes, fileByteCount: fileByteCount, path: path)
    let bytes = try readManifest(head.manifestOffset, head.manifestByteCount)
    let found = CrestHead.checksum(
      signed: Array(headBytes[..<CrestHead.signedByteCount]), manifest: bytes)
    guard found == head.checksum else {
      throw .manifestChecksum(path: path, expected: head.checksum, found: found)
    }
    let manifest = try ManifestCoding.decode(bytes, minorVersion: head.minorVersion, path: path)
    try ManifestCheck(path: path).file(manifest, manifestOffset: head.manifestOffset)
    return manifest
  }

  static func read(_ path: String) throws(CrestError) -> (Manifest, ReadableFile) {
    let file: ReadableFile
    do throws(FileError) {
      file = try ReadableFile(path: path)
    } catch {
      throw .file(error)
    }
    guard file.byteCount >= CrestLimits.headByteCount else {
      throw .tooShort(path: path, expected: CrestLimits.headByteCount, found: file.byteCount)
    }
    let head = try bytes(of: file, at: 0, count: CrestLimits.headByteCount)
    let manifest = try check(head: head, fileByteCount: file.byteCount, path: path) {
      (offset, count) throws(CrestError) in try bytes(of: file, at: offset, count: count)
    }
    return (manifest, file)
  }

  static func bytes(
    of file: ReadableFile, at offset: Int, count: Int
  ) throws(CrestError) -> [UInt8] {
    do throws(FileError) {
      return try file.bytes(at: offset, count: count)
    } catch {
      throw .file(error)
    }
  }
}
