public import Base
import Crypto

/// SHA-256 of bytes that arrive in pieces, by swift-crypto: for whole files and tensors.
public struct ChecksumHasher: Sendable {
  private var hash = Crypto.SHA256()

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
  public func finalize() -> Checksum {
    guard let checksum = Checksum(bytes: [UInt8](hash.finalize())) else {
      preconditionFailure("a SHA-256 digest has 32 bytes")
    }
    return checksum
  }
}

extension Checksum {
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
}
