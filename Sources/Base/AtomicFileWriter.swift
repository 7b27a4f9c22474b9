#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file that appears under its name complete or not at all.
///
/// Bytes go to a temporary file beside the target. `commit` syncs it, renames it over the target
/// and syncs the folder; anything else that ends the writer removes the temporary file, as does
/// `TemporaryFiles.removeAll` when a signal ends the process.
public final class AtomicFileWriter: Sendable {
  /// Where the file will appear.
  public let path: String
  /// Where its bytes are until then.
  public let temporaryPath: String

  private let descriptor: Int32
  private let directory: String
  private let overwriting: Bool

  /// Writes of this size are worth beginning at once.
  private static let largeByteCount = 64 << 10

  /// Opens a temporary file beside `path`.
  ///
  /// A file that it replaces leaves it its permissions.
  ///
  /// - Throws: `FileError.exists` if `path` exists and `overwriting` is false, `.system` if the
  ///   folder cannot be written or permissions cannot be set, `.notARegularFile` if `path` is a
  ///   folder or a device, or ends in a slash.
  public init(path: String, overwriting: Bool) throws(FileError) {
    let (directory, name) = AtomicFileWriter.split(path)
    var status = stat()
    let exists = unsafe lstat(path, &status) == 0
    if exists {
      let kind = status.st_mode & S_IFMT
      guard kind == S_IFREG || kind == S_IFLNK else { throw .notARegularFile(path: path) }
      guard overwriting else { throw .exists(path: path) }
    }
    guard !name.isEmpty else { throw .notARegularFile(path: path) }
    let (temporaryPath, descriptor) = AtomicFileWriter.create(in: directory, for: name)
    guard descriptor >= 0 else { throw .last("create a file in", path: directory) }
    // A file that replaces another is as private as that one was.
    if exists, status.st_mode & S_IFMT == S_IFREG,
      fchmod(descriptor, status.st_mode & 0o777) != 0
    {
      let error = FileError.last("set the permissions of", path: temporaryPath)
      close(descriptor)
      TemporaryFiles.remove(temporaryPath)
      throw error
    }
    self.path = path
    self.temporaryPath = temporaryPath
    self.descriptor = descriptor
    self.directory = directory
    self.overwriting = overwriting
  }

  deinit {
    close(descriptor)
    TemporaryFiles.remove(temporaryPath)
  }

  /// Reserves `byteCount` bytes, so that a full disk is noticed before the work is done.
  ///
  /// - Throws: `FileError.system` if the disk has no room.
  public func reserve(byteCount: Int) throws(FileError) {
    #if canImport(Glibc)
      let code = posix_fallocate(descriptor, 0, off_t(byteCount))
      guard code == 0 || code == EOPNOTSUPP || code == EINVAL else {
        errno = code
        throw .last("reserve \(byteCount) bytes for", path: path)
      }
    #endif
  }

  /// Writes `bytes` at `offset`; may be called from several threads for disjoint ranges.
  ///
  /// - Throws: `FileError.system` if writing fails, as on a full disk.
  public func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(FileError) {
    try unsafe writeAll(bytes, to: descriptor, at: offset, path: path)
    #if canImport(Glibc)
      // Begins to write to the disk, so that `commit` waits for little. What is there already leaves
      // the page cache, which hardly any of what was just written is.
      if bytes.count >= AtomicFileWriter.largeByteCount {
        posix_fadvise(descriptor, off_t(offset), off_t(bytes.count), POSIX_FADV_DONTNEED)
      }
    #endif
  }

  /// Writes `bytes` at `offset`.
  ///
  /// - Throws: `FileError.system` if writing fails, as on a full disk.
  public func write(_ bytes: [UInt8], at offset: Int) throws(FileError) {
    var failure: FileError?
    unsafe bytes.withUnsafeBytes { buffer in
      do throws(FileError) { try unsafe write(buffer, at: offset) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  /// Makes the file exactly `byteCount` bytes long.
  ///
  /// - Throws: `FileError.system` if the system refuses.
  public func truncate(byteCount: Int) throws(FileError) {
    guard ftruncate(descriptor, off_t(byteCount)) == 0 else { throw .last("resize", path: path) }
  }

  /// Makes the file durable and gives it its name.
  ///
  /// - Throws: `FileError.system` if syncing or renaming fails, `.exists` if the target has come to
  ///   exist and shall not be replaced; the target is then unchanged.
  public func commit() throws(FileError) {
    guard fsync(descriptor) == 0 else { throw .last("sync", path: path) }
    let isLinked = overwriting ? false : try linkToTarget()
    if !isLinked {
      guard unsafe rename(temporaryPath, path) == 0 else { throw .last("rename to", path: path) }
      TemporaryFiles.forget(temporaryPath)
    } else {
      TemporaryFiles.remove(temporaryPath)
    }
    let folder = unsafe open(directory, O_RDONLY | O_CLOEXEC)
    if folder >= 0 {
      fsync(folder)
      close(folder)
    }
  }

  /// Gives the file its name unless the name is taken, which a rename cannot; `false` where the file
  /// system knows no second names.
  private func linkToTarget() throws(FileError) -> Bool {
    if unsafe link(temporaryPath, path) == 0 { return true }
    guard errno != EEXIST else { throw .exists(path: path) }
    return false
  }

  /// Writes a whole small file.
  ///
  /// - Throws: `FileError` as the single steps do.
  public static func write(
    _ bytes: [UInt8], to path: String, overwriting: Bool
  ) throws(FileError) {
    let writer = try AtomicFileWriter(path: path, overwriting: overwriting)
    try writer.write(bytes, at: 0)
    try writer.commit()
  }

  /// A new file beside the target; a killed process with this one's number may have left its own.
  private static func create(in directory: String, for name: String) -> (String, Int32) {
    // At most 200 bytes of the name: with what is added it stays below the 255 of a name.
    let name = String(name.unicodeScalars.prefix(50))
    for attempt in 0..<100 {
      let suffix = attempt == 0 ? "" : "-\(attempt)"
      let path = "\(directory)/.\(name).\(getpid())\(suffix).partial"
      let descriptor = TemporaryFiles.create(path)
      if descriptor >= 0 || errno != EEXIST { return (path, descriptor) }
    }
    return ("", -1)
  }

  private static func split(_ path: String) -> (directory: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let directory = slash == path.startIndex ? "/" : String(path[..<slash])
    return (directory, String(path[path.index(after: slash)...]))
  }
}
