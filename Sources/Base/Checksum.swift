import Crypto

/// A SHA-256 digest: 32 bytes.
public struct Checksum: Hashable, Sendable, CustomStringConvertible {
  /// The 32 bytes.
  public let bytes: [UInt8]

  /// Takes the bytes of a digest, `nil` unless there are exactly 32.
  public init?(bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    self.bytes = bytes
  }

  /// The digest of `bytes`.
  public init(of bytes: [UInt8]) {
    var hasher = ChecksumHasher()
    hasher.update(bytes)
    self = hasher.finalize()
  }

  /// The digest of a region.
  public init(of region: ByteRegion) {
    var hasher = ChecksumHasher()
    hasher.update(region)
    self = hasher.finalize()
  }

  /// The digest of a whole file, read in pieces.
  ///
  /// - Throws: `FileError` if the file cannot be read.
  public init(of file: ReadableFile) throws(FileError) {
    self = try FileHashing(file).finish()
  }

  fileprivate init(digest: SHA256Digest) { bytes = [UInt8](digest) }

  /// 64 lower-case hexadecimal digits.
  public var description: String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}

/// SHA-256 of bytes that arrive in pieces.
public struct ChecksumHasher: Sendable {
  private var hash = SHA256()

  /// Begins with no bytes.
  public init() {}

  /// Appends `bytes`.
  public mutating func update(_ bytes: [UInt8]) { hash.update(data: bytes) }

  /// Appends the bytes of `buffer`.
  public mutating func update(_ buffer: UnsafeRawBufferPointer) {
    unsafe hash.update(bufferPointer: buffer)
  }

  /// Appends the bytes of a region.
  public mutating func update(_ region: ByteRegion) {
    unsafe region.withUnsafeBytes { unsafe update($0) }
  }

  /// The digest of everything appended.
  public func finalize() -> Checksum { Checksum(digest: hash.finalize()) }
}
