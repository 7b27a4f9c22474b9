package import Base
import Crypto
import Synchronization

/// SHA-256 of bytes that arrive in pieces, by swift-crypto: for whole files and tensors.
package struct ChecksumHasher: Sendable {
  private var hash = Crypto.SHA256()

  package init() {}

  package mutating func update(_ bytes: [UInt8]) { hash.update(data: bytes) }

  /// Appends the bytes of `buffer`.
  package mutating func update(_ buffer: UnsafeRawBufferPointer) {
    unsafe hash.update(bufferPointer: buffer)
  }

  package mutating func update(_ region: ByteRegion) {
    unsafe region.withUnsafeBytes { unsafe update($0) }
  }

  /// The digest of everything appended.
  package func finalize() -> Checksum {
    guard let checksum = Checksum(bytes: [UInt8](hash.finalize())) else {
      preconditionFailure("a SHA-256 digest has 32 bytes")
    }
    return checksum
  }
}

extension Checksum {
  package init(of bytes: [UInt8]) {
    var hasher = ChecksumHasher()
    hasher.update(bytes)
    self = hasher.finalize()
  }

  package init(of region: ByteRegion) {
    var hasher = ChecksumHasher()
    hasher.update(region)
    self = hasher.finalize()
  }

  /// The digest of a whole file, read in pieces.
  ///
  /// - Throws: `FileError` if the file cannot be read.
  package init(of file: ReadableFile) throws(FileError) {
    self = try FileHashing(file).finish()
  }
}

/// The SHA-256 of a file, computed in steps that may be taken on different threads.
package final class FileHashing: Sendable {
  private let file: ReadableFile
  private let state = Mutex((offset: 0, hasher: ChecksumHasher()))

  private static let pieceByteCount = 1 << 20

  package init(_ file: ReadableFile) { self.file = file }

  /// Reads on for as long as `condition` holds, which is asked before every MiB.
  ///
  /// - Throws: `FileError` if the file cannot be read.
  package func advance(while condition: () -> Bool) throws(FileError) {
    try state.withLock { (state) throws(FileError) in
      let piece = AlignedBuffer(byteCount: FileHashing.pieceByteCount)
      while state.offset < file.byteCount, condition() {
        let count = min(piece.byteCount, file.byteCount - state.offset)
        let bytes = unsafe UnsafeMutableRawBufferPointer(start: piece.baseAddress, count: count)
        try unsafe file.read(at: state.offset, into: bytes)
        unsafe state.hasher.update(UnsafeRawBufferPointer(bytes))
        state.offset += count
      }
    }
  }

  /// Reads the rest; the next step begins again at the file's first byte.
  ///
  /// - Throws: `FileError` if the file cannot be read.
  package func finish() throws(FileError) -> Checksum {
    try advance { true }
    return state.withLock { state in
      let checksum = state.hasher.finalize()
      state = (0, ChecksumHasher())
      return checksum
    }
  }
}
