public import Base
import Synchronization

/// The SHA-256 of a file, computed in steps that may be taken on different threads.
public final class FileHashing: Sendable {
  private let file: ReadableFile
  private let state = Mutex((offset: 0, hasher: ChecksumHasher()))

  private static let pieceByteCount = 1 << 20

  /// Nothing read yet.
  public init(_ file: ReadableFile) { self.file = file }

  /// Reads on for as long as `condition` holds, which is asked before every MiB.
  ///
  /// - Throws: `FileError` if the file cannot be read.
  public func advance(while condition: () -> Bool) throws(FileError) {
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
  public func finish() throws(FileError) -> Checksum {
    try advance { true }
    return state.withLock { state in
      let checksum = state.hasher.finalize()
      state = (0, ChecksumHasher())
      return checksum
    }
  }
}
