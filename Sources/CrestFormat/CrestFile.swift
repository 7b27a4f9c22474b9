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
    let manifest = try mapping.reading(CrestError.file) { () throws(CrestError) in
      try Self.manifest(of: mapping.region(0..<mapping.byteCount), path: file.path)
    }
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

/// The numbers that the format fixes.
package enum CrestLimits {
  /// The version this code reads and writes: major.
  package static let majorVersion: UInt16 = 1
  /// The newest version this code knows: minor.
  ///
  /// A file is of version 0 unless it needs a feature.
  package static let minorVersion: UInt16 = 2
  /// The newest version as it is written in prose.
  package static var newestVersion: String { "\(majorVersion).\(minorVersion)" }
  package static let headByteCount = 64
  /// The largest manifest in bytes.
  package static let manifestByteCount = 16 << 20
  /// The most memory that a manifest's values may take.
  static let decodedByteCount = 64 << 20
  /// The most steps after pooling.
  static let stepCount = 16
  /// The most tensors.
  package static let tensorCount = 1 << 16
  /// The longest tensor name in bytes.
  package static let nameByteCount = 128
  /// The longest other string in bytes.
  package static let stringByteCount = 1 << 16
  /// The largest count, size or id.
  package static let count = Int(Int32.max)
  /// Every tensor begins at a multiple of this.
  package static let tensorAlignment = WeightLayout.partAlignment
  /// Experts and the token embedding begin at a multiple of this: a page of the largest page size.
  package static let pageAlignment = 16384
}

/// The first 64 bytes of a file.
package struct CrestHead: Equatable {
  /// A byte above 127, three letters, and the line ends and end-of-text that a text transfer breaks.
  package static let magic: [UInt8] = [0x89, 0x43, 0x52, 0x53, 0x0d, 0x0a, 0x1a, 0x0a]
  /// The bytes of the head that the checksum covers.
  package static let signedByteCount = 32

  var majorVersion = CrestLimits.majorVersion
  var minorVersion: UInt16
  var manifestByteCount: Int
  var fileByteCount: Int
  var manifestOffset: Int
  var checksum: Checksum

  /// The head that belongs to a manifest.
  package init(manifestOffset: Int, manifest: [UInt8], minorVersion: UInt16) {
    self.minorVersion = minorVersion
    manifestByteCount = manifest.count
    fileByteCount = manifestOffset + manifest.count
    self.manifestOffset = manifestOffset
    checksum = SHA256.checksum(of: [])
    checksum = Self.checksum(signed: signedBytes, manifest: ByteRegion(copying: manifest))
  }

  /// Reads a head and holds it against the file's size.
  init(bytes: [UInt8], fileByteCount found: Int, path: String) throws(CrestError) {
    guard bytes.count == CrestLimits.headByteCount,
      let major = bytes.littleEndian(UInt16.self, at: 8),
      let minor = bytes.littleEndian(UInt16.self, at: 10),
      let manifestByteCount = bytes.littleEndian(UInt32.self, at: 12),
      let fileByteCount = bytes.littleEndian(UInt64.self, at: 16),
      let manifestOffset = bytes.littleEndian(UInt64.self, at: 24),
      let checksum = Checksum(bytes: Array(bytes[32...]))
    else { throw .tooShort(path: path, expected: CrestLimits.headByteCount, found: bytes.count) }
    guard bytes.starts(with: Self.magic) else {
      throw .notACrest(path: path, expected: Self.magic, found: Array(bytes[..<8]))
    }
    guard major == CrestLimits.majorVersion else {
      throw .unsupported(
        path: path, field: "head.major_version", expected: "\(CrestLimits.majorVersion)",
        found: "\(major)")
    }
    func check(_ holds: Bool, _ field: String, _ expected: String, _ value: UInt64)
      throws(CrestError)
    {
      guard holds else {
        throw .head(path: path, field: field, expected: expected, found: "\(value)")
      }
    }
    guard fileByteCount == UInt64(found) else {
      throw .wrongSize(path: path, expected: fileByteCount, found: found)
    }
    try check(
      (1...UInt32(CrestLimits.manifestByteCount)).contains(manifestByteCount),
      "manifest_byte_count", "1...\(CrestLimits.manifestByteCount)", UInt64(manifestByteCount))
    let room = UInt64(found).subtractingReportingOverflow(UInt64(manifestByteCount))
    try check(
      !room.overflow && room.partialValue >= UInt64(CrestLimits.headByteCount),
      "manifest_byte_count", "at most \(max(0, found - CrestLimits.headByteCount))",
      UInt64(manifestByteCount))
    try check(
      manifestOffset == room.partialValue, "manifest_offset", "\(room.partialValue)",
      manifestOffset)
    try check(
      manifestOffset.isMultiple(of: UInt64(CrestLimits.tensorAlignment)), "manifest_offset",
      "a multiple of \(CrestLimits.tensorAlignment)", manifestOffset)
    majorVersion = major
    minorVersion = minor
    self.manifestByteCount = Int(manifestByteCount)
    self.fileByteCount = found
    self.manifestOffset = found - Int(manifestByteCount)
    self.checksum = checksum
  }

  /// The bytes before the checksum.
  var signedBytes: [UInt8] {
    var bytes = Self.magic
    bytes.appendLittleEndian(majorVersion)
    bytes.appendLittleEndian(minorVersion)
    bytes.appendLittleEndian(UInt32(manifestByteCount))
    bytes.appendLittleEndian(UInt64(fileByteCount))
    bytes.appendLittleEndian(UInt64(manifestOffset))
    return bytes
  }

  /// All 64 bytes.
  package var bytes: [UInt8] { signedBytes + checksum.bytes }

  /// The checksum over the head's first half and the manifest.
  package static func checksum(signed: [UInt8], manifest: ByteRegion) -> Checksum {
    var hasher = SHA256()
    hasher.update(signed)
    hasher.update(manifest)
    return hasher.finalize()
  }
}
