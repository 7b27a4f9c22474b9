/// A regular file open for reading at any offset, from any thread.
///
/// Reads go through `pread`, so a file that shrinks while it is read gives an error and not a
/// bus error, and pages that were read do not count as this process's resident memory.
package final class ReadableFile: Sendable {
  /// The path the file was opened with.
  package let path: String
  /// The file's size in bytes when it was opened.
  package let byteCount: Int

  let descriptor: Int32
  private let identity: FileIdentity

  /// Opens `path`, following symbolic links.
  ///
  /// - Throws: `FileError.system` if it cannot be opened, `.notARegularFile` for anything else
  ///   than a file.
  package convenience init(path: String) throws(FileError) {
    let descriptor = retryingInterrupted { unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    guard descriptor >= 0 else { throw .last("open", path: path) }
    try self.init(path: path, descriptor: descriptor)
  }

  /// Takes an open file, which is closed with this object.
  ///
  /// - Throws: as opening does.
  init(path: String, descriptor: Int32) throws(FileError) {
    guard let status = FileStatus(descriptor: descriptor) else {
      let error = FileError.last("inspect", path: path)
      close(descriptor)
      throw error
    }
    guard status.isFile else {
      close(descriptor)
      throw .notARegularFile(path: path)
    }
    self.path = path
    byteCount = status.byteCount
    self.descriptor = descriptor
    identity = status.identity
  }

  deinit { close(descriptor) }

  /// Fills `destination` with the bytes that begin at `offset`.
  ///
  /// - Throws: `FileError.shortened` if the file ends before and did not when it was opened, `.tooShort` if it
  ///   always did, `.system` if reading fails.
  package func read(
    at offset: Int, into destination: UnsafeMutableRawBufferPointer
  ) throws(FileError) {
    precondition(offset >= 0)
    var done = 0
    while done < destination.count {
      let (position, overflow) = offset.addingReportingOverflow(done)
      guard !overflow, let base = destination.baseAddress else {
        throw .tooShort(path: path, expected: .max, found: byteCount)
      }
      let count = retryingInterrupted {
        unsafe pread(
          descriptor, base + done, min(destination.count - done, 1 << 30), off_t(position))
      }
      guard count >= 0 else { throw .last("read", path: path) }
      guard count > 0 else {
        try checkWhole()
        throw .tooShort(path: path, expected: position + destination.count - done, found: position)
      }
      done += count
    }
  }

  /// The `count` bytes that begin at `offset`; the range is checked before anything is allocated.
  ///
  /// - Throws: `FileError.tooShort` if the file ends before, others as `read` does.
  package func bytes(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
    let (end, overflow) = offset.addingReportingOverflow(count)
    guard offset >= 0, count >= 0, !overflow, end <= byteCount else {
      throw .tooShort(path: path, expected: overflow ? .max : end, found: byteCount)
    }
    var failure: FileError?
    let result = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      do throws(FileError) {
        try unsafe read(at: offset, into: UnsafeMutableRawBufferPointer(buffer))
        initialized = count
      } catch {
        failure = error
        initialized = 0
      }
    }
    if let failure { throw failure }
    return result
  }

  /// The whole file, refused when it is larger than `limit` bytes.
  ///
  /// - Throws: `FileError` if it cannot be read; `.tooShort` never occurs for an unchanging file.
  package func contents(limit: Int) throws(FileError) -> [UInt8] {
    try checkSize(limit: limit)
    return try bytes(at: 0, count: byteCount)
  }

  /// Refuses a file of more than `limit` bytes.
  ///
  /// - Throws: `FileError.system` with both sizes.
  package func checkSize(limit: Int) throws(FileError) {
    guard byteCount <= limit else {
      throw .system(
        path: path, operation: "read", code: EFBIG,
        reason: "expected at most \(limit) bytes, found \(byteCount)")
    }
  }

  /// Requires the file to be as long as it was when it was opened, or longer.
  ///
  /// - Throws: `FileError.shortened`, `.system` if the file cannot be looked at.
  package func checkWhole() throws(FileError) {
    guard let status = FileStatus(descriptor: descriptor) else {
      throw .last("inspect", path: path)
    }
    guard status.byteCount >= byteCount else {
      throw .shortened(path: path, expected: byteCount, found: status.byteCount)
    }
  }

  /// Whether the file is as it was when it was opened, and its path still names it.
  ///
  /// Device, inode, size and the time of the last change are compared.
  package var isUnchanged: Bool {
    FileStatus(descriptor: descriptor)?.identity == identity && FileIdentity(path: path) == identity
  }
}
