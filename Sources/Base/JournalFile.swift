#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file that grows by whole entries, each durable once `append` has returned.
///
/// It stays behind when the process ends. A process that ends within an entry leaves a piece of it
/// at the end; whoever reads the file must be able to tell.
public final class JournalFile {
  /// The file's path.
  public let path: String

  private let descriptor: Int32
  private var end: Int

  /// Opens `path` for appending behind its first `byteCount` bytes; what follows them is cut off.
  ///
  /// With 0, a file that is not there is made.
  ///
  /// - Throws: `FileError.system` if the system refuses, `.notARegularFile`.
  public init(path: String, keeping byteCount: Int) throws(FileError) {
    descriptor = retryingInterrupted {
      unsafe open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o644)
    }
    guard descriptor >= 0 else { throw .last("open", path: path) }
    self.path = path
    end = byteCount
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .notARegularFile(path: path)
    }
    guard ftruncate(descriptor, off_t(byteCount)) == 0 else { throw .last("resize", path: path) }
  }

  deinit { close(descriptor) }

  /// Adds `parts`, one behind the other, and makes them durable.
  ///
  /// - Throws: `FileError.system` if writing fails, as on a full disk.
  public func append(_ parts: [ByteRegion]) throws(FileError) {
    for part in parts {
      try unsafe part.withUnsafeBytes { (bytes) throws(FileError) in
        try unsafe writeAll(bytes, to: descriptor, at: end, path: path)
      }
      end += part.byteCount
    }
    guard fsync(descriptor) == 0 else { throw .last("sync", path: path) }
  }

  /// Removes the file; nothing is appended any more.
  public func remove() { unsafe unlink(path) }
}
