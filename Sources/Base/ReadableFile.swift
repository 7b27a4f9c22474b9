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
  package init(path: String) throws(FileError) {
    let descriptor = retryingInterrupted { unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    guard descriptor >= 0 else { throw .last("open", path: path) }
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
  /// - Throws: `FileError.tooShort` if the file ends before, `.system` if reading fails.
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
        throw .tooShort(path: path, expected: position + destination.count - done, found: position)
      }
      done += count
    }
  }

  /// The `count` bytes that begin at `offset`; the range is checked before anything is allocated.
  ///
  /// - Throws: `FileError.tooShort` if the file ends before, `.system` if reading fails.
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

  /// Whether the file is as it was when it was opened, and its path still names it.
  ///
  /// Device, inode, size and the time of the last change are compared.
  package var isUnchanged: Bool {
    FileStatus(descriptor: descriptor)?.identity == identity && FileIdentity(path: path) == identity
  }
}

/// A whole file mapped read-only and shared, so that its pages stay clean and N processes hold
/// one copy.
@safe package final class MappedFile: Sendable {
  /// The path the file was opened with.
  package let path: String
  /// The mapping's size in bytes.
  package let byteCount: Int

  // Safety: the mapping is read-only and lives until `deinit`.
  nonisolated(unsafe) let baseAddress: UnsafeRawPointer

  /// Maps all of `path`; an empty file is mapped as zero bytes.
  ///
  /// - Throws: `FileError` if the file cannot be opened or mapped.
  package convenience init(path: String) throws(FileError) {
    try self.init(ReadableFile(path: path))
  }

  /// Maps all of an open file.
  ///
  /// - Throws: `FileError.system` if it cannot be mapped.
  package init(_ file: ReadableFile) throws(FileError) {
    path = file.path
    byteCount = file.byteCount
    guard byteCount > 0 else {
      unsafe baseAddress = UnsafeRawPointer(
        UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 64))
      return
    }
    guard
      let base = unsafe mmap(nil, byteCount, PROT_READ, MAP_SHARED, file.descriptor, 0),
      unsafe base != MAP_FAILED
    else { throw .last("map", path: file.path) }
    unsafe baseAddress = UnsafeRawPointer(base)
  }

  deinit {
    if byteCount > 0 {
      unsafe munmap(UnsafeMutableRawPointer(mutating: baseAddress), byteCount)
    } else {
      unsafe baseAddress.deallocate()
    }
  }

  /// What the process is about to do with a range of the mapping.
  package enum Advice: Sendable {
    /// It is read soon: begin to load it.
    case willNeed
    /// It is not needed for a while: give its pages back to the system.
    case dontNeed
  }

  /// Tells the system what comes next for `range`; a hint, never an error.
  package func advise(_ advice: Advice, range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= byteCount)
    let pageSize = Int(getpagesize())
    var begin = range.lowerBound & ~(pageSize - 1)
    var end = range.upperBound
    if advice == .dontNeed {
      // Only whole pages of the range: a neighbour's bytes stay resident.
      begin = (range.lowerBound + pageSize - 1) & ~(pageSize - 1)
      end = range.upperBound == byteCount ? byteCount : range.upperBound & ~(pageSize - 1)
    }
    guard end > begin else { return }
    let flag = advice == .willNeed ? MADV_WILLNEED : MADV_DONTNEED
    unsafe madvise(UnsafeMutableRawPointer(mutating: baseAddress + begin), end - begin, Int32(flag))
  }

  /// The `range` of the file as a region that keeps the mapping alive.
  ///
  /// - Precondition: the range lies inside the file.
  package func region(_ range: Range<Int>) -> ByteRegion {
    precondition(range.lowerBound >= 0 && range.upperBound <= byteCount)
    return unsafe ByteRegion(
      baseAddress: baseAddress + range.lowerBound, byteCount: range.count, owner: self,
      fileRange: range)
  }
}
