import CMapGuard

/// A whole file mapped read-only and shared, so that its pages stay clean and N processes hold
/// one copy.
///
/// If somebody shortens the file, reading what it has lost ends the process, or gives zeros once
/// `guardAgainstShortening` was called. No access is checked: whoever makes a result of the bytes calls
/// `checkWhole` before the result is given away.
@safe package final class MappedFile: Sendable {
  /// The path the file was opened with.
  package let path: String
  /// The mapping's size in bytes.
  package let byteCount: Int

  private let file: ReadableFile
  /// The mapping's place among those that are watched; -1 for an empty file.
  private let watch: Int32

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
    self.file = file
    path = file.path
    byteCount = file.byteCount
    guard byteCount > 0 else {
      unsafe baseAddress = UnsafeRawPointer(
        UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 64))
      watch = -1
      return
    }
    guard
      let base = unsafe mmap(nil, byteCount, PROT_READ, MAP_SHARED, file.descriptor, 0),
      unsafe base != MAP_FAILED
    else { throw .last("map", path: file.path) }
    unsafe baseAddress = UnsafeRawPointer(base)
    watch = unsafe gc_map_watch(base, byteCount)
    guard watch >= 0 else {
      throw .system(
        path: path, operation: "map", code: ENFILE,
        reason: "expected at most \(GC_MAP_CAPACITY) mapped files, found more")
    }
  }

  deinit {
    if byteCount > 0 {
      if watch >= 0 { gc_map_unwatch(watch) }
      unsafe munmap(UnsafeMutableRawPointer(mutating: baseAddress), byteCount)
    } else {
      unsafe baseAddress.deallocate()
    }
  }

  /// From now on the process outlives a file that is shortened while it is mapped.
  ///
  /// A handler of SIGBUS is installed, at the first call only: it takes faults inside these mappings, and
  /// passes on all others to the handler that was there before.
  ///
  /// - Throws: `FileError.system` if the system does not let signals be handled.
  package static func guardAgainstShortening() throws(FileError) {
    let code = gc_map_guard()
    guard code == 0 else {
      let reason = unsafe String(cString: strerror(code))
      throw .system(path: "SIGBUS", operation: "handle the signal", code: code, reason: reason)
    }
  }

  /// Requires all that was read so far to be the file's bytes.
  ///
  /// - Throws: `FileError.shortened` if the file is shorter than its mapping, or a page of it could not be
  ///   read meanwhile; `.system` if it cannot be looked at.
  package func checkWhole() throws(FileError) {
    try file.checkWhole()
    guard watch < 0 || !gc_map_is_marked(watch) else {
      throw .shortened(path: path, expected: byteCount, found: nil)
    }
  }

  /// What `body` makes of the file's bytes.
  ///
  /// - Throws: what `body` throws; but what `checkWhole` throws, as `wrap` makes it one of the caller's module, if
  ///   the file was shortened meanwhile.
  package func reading<Value, Failure: Error>(
    _ wrap: (FileError) -> Failure, _ body: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let result = Result(catching: body)
    try wrapping(wrap, checkWhole())
    return try result.get()
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
