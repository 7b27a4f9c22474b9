/// A whole file mapped read-only and shared, so that its pages stay clean and N processes hold
/// one copy.
@safe public final class MappedFile: Sendable {
  /// The path the file was opened with.
  public let path: String
  /// The mapping's size in bytes.
  public let byteCount: Int

  // Safety: the mapping is read-only and lives until `deinit`.
  nonisolated(unsafe) let baseAddress: UnsafeRawPointer

  /// Maps all of `path`; an empty file is mapped as zero bytes.
  ///
  /// - Throws: `FileError` if the file cannot be opened or mapped.
  public convenience init(path: String) throws(FileError) {
    try self.init(ReadableFile(path: path))
  }

  /// Maps all of an open file.
  ///
  /// - Throws: `FileError.system` if it cannot be mapped.
  public init(_ file: ReadableFile) throws(FileError) {
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
  public enum Advice: Sendable {
    /// It is read soon: begin to load it.
    case willNeed
    /// It is not needed for a while: give its pages back to the system.
    case dontNeed
  }

  /// Tells the system what comes next for `range`; a hint, never an error.
  public func advise(_ advice: Advice, range: Range<Int>) {
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
  public func region(_ range: Range<Int>) -> ByteRegion {
    precondition(range.lowerBound >= 0 && range.upperBound <= byteCount)
    return unsafe ByteRegion(
      baseAddress: baseAddress + range.lowerBound, byteCount: range.count, owner: self,
      fileRange: range)
  }
}
