/// A file that appears under its name complete or not at all.
///
/// Bytes go to a `TemporaryFile`. `commit` syncs it, gives it its name and syncs the folder; anything
/// else that ends the writer removes the temporary file.
package final class AtomicFileWriter: Sendable {
  /// Where the file will appear, as it was given.
  package var path: String { target.path }

  private let target: OutputTarget
  private let file: TemporaryFile

  /// Writes of this size are worth beginning at once.
  private static let largeByteCount = 64 << 10

  /// Opens a temporary file in the folder of what `path` names, links followed.
  ///
  /// - Throws: `FileError` as `OutputTarget` does, `.system` if the folder cannot be written or the
  ///   permissions of the file that is replaced cannot be given to the new one.
  package convenience init(
    path: String, overwriting: Bool, inputs: [String] = []
  ) throws(FileError) {
    try self.init(OutputTarget(path: path, isReplacing: overwriting, inputs: inputs))
  }

  /// Opens a temporary file in the target's folder.
  ///
  /// A file that it replaces leaves it its permissions, and its owner as far as the system allows.
  ///
  /// - Throws: `FileError.system` if the folder cannot be written or the permissions cannot be set.
  package init(_ target: OutputTarget) throws(FileError) {
    self.target = target
    TemporaryFiles.sweep(target.folder)
    file = try TemporaryFile(for: target)
  }

  /// Reserves `byteCount` bytes, so that a full disk is noticed before the work is done.
  ///
  /// - Throws: `FileError.system` if the disk has no room.
  package func reserve(byteCount: Int) throws(FileError) {
    #if os(Linux)
      var code: Int32
      repeat {
        code = posix_fallocate(file.descriptor, 0, off_t(byteCount))
      } while code == EINTR
      // Whatever else it says, as where a sandbox refuses the call, writing will show.
      guard ![ENOSPC, EDQUOT, EFBIG, EIO].contains(code) else {
        errno = code
        throw .last("reserve \(byteCount) bytes for", path: path)
      }
    #endif
  }

  /// Writes `bytes` at `offset`; may be called from several threads for disjoint ranges.
  ///
  /// - Throws: `FileError.system` if writing fails, as on a full disk.
  package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(FileError) {
    try unsafe writeAll(bytes, to: file.descriptor, at: offset, path: path)
    #if os(Linux)
      // Begins to write to the disk, so that `commit` waits for little. What is there already leaves
      // the page cache, which hardly any of what was just written is.
      if bytes.count >= AtomicFileWriter.largeByteCount {
        posix_fadvise(file.descriptor, off_t(offset), off_t(bytes.count), POSIX_FADV_DONTNEED)
      }
    #endif
  }

  /// Writes `bytes` at `offset`.
  ///
  /// - Throws: `FileError.system` if writing fails, as on a full disk.
  package func write(_ bytes: [UInt8], at offset: Int) throws(FileError) {
    var failure: FileError?
    unsafe bytes.withUnsafeBytes { buffer in
      do throws(FileError) { try unsafe write(buffer, at: offset) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  /// Makes the file exactly `byteCount` bytes long.
  ///
  /// - Throws: `FileError.system` if the system refuses.
  package func truncate(byteCount: Int) throws(FileError) {
    guard retryingInterrupted({ ftruncate(file.descriptor, off_t(byteCount)) }) == 0 else {
      throw .last("resize", path: path)
    }
  }

  /// Maps what is written so far; the mapping outlives the writer.
  ///
  /// - Throws: `FileError.system` if the file cannot be mapped.
  package func mapping() throws(FileError) -> MappedFile { try MappedFile(file.reader()) }

  /// Makes the file durable and gives it its name.
  ///
  /// - Throws: `FileError.system` if syncing or renaming fails, `.exists` if the target has come to
  ///   exist and must not be replaced, `.notReplaceable` if it has become something else than a file;
  ///   the target is then unchanged. `.system` with the folder's path if that cannot be synced: the whole
  ///   file has its name then.
  package func commit() throws(FileError) {
    try file.sync()
    let folder = try SyncedFolder(target.folder)
    try file.publish()
    try folder.sync()
  }
}

/// Writes `bytes` at `offset` of an open file.
///
/// - Throws: `FileError.system` if writing fails, as on a full disk.
func writeAll(
  _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, at offset: Int, path: String
) throws(FileError) {
  var done = 0
  while done < bytes.count, let base = bytes.baseAddress {
    let count = retryingInterrupted {
      unsafe pwrite(descriptor, base + done, min(bytes.count - done, 1 << 30), off_t(offset + done))
    }
    guard count > 0 else { throw .last("write", path: path) }
    done += count
  }
}
