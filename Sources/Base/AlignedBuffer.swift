#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Zeroed memory on a 64-byte boundary, owned by whoever holds a reference.
///
/// It is a class so that kernels on several threads can work on parts of one buffer. Whoever
/// writes from several threads keeps their ranges apart.
@safe public final class AlignedBuffer: @unchecked Sendable {
  // Safety: the pointer never changes and the memory lives until `deinit`; writers on different
  // threads are kept to disjoint ranges by the kernels that hand out the work.

  /// The buffer's size in bytes.
  public let byteCount: Int

  private let storage: UnsafeMutableRawPointer

  /// From this size on memory comes from the system and goes back to it when it is freed; below,
  /// the allocator keeps it for reuse.
  private static let mappedByteCount = 1 << 20
  /// From this size on rounding up to large pages of 2 MiB wastes little.
  private static let largePageByteCount = 2 << 20

  /// Allocates `byteCount` zero bytes.
  ///
  /// - Precondition: `byteCount` is not negative and was validated by the caller.
  public init(byteCount: Int) {
    precondition(byteCount >= 0)
    self.byteCount = byteCount
    guard byteCount >= AlignedBuffer.mappedByteCount else {
      unsafe storage = UnsafeMutableRawPointer.allocate(
        byteCount: max(byteCount, 64), alignment: 64)
      unsafe storage.initializeMemory(as: UInt8.self, repeating: 0, count: max(byteCount, 64))
      return
    }
    #if canImport(Glibc)
      let flags = MAP_PRIVATE | Int32(MAP_ANONYMOUS)
    #else
      let flags = MAP_PRIVATE | MAP_ANON
    #endif
    guard
      let base = unsafe mmap(nil, byteCount, PROT_READ | PROT_WRITE, flags, -1, 0),
      unsafe base != MAP_FAILED
    else { preconditionFailure("no memory for \(byteCount) bytes") }
    unsafe storage = base
    #if canImport(Glibc)
      // Far fewer page faults; a system that has no large pages just says no.
      if byteCount >= AlignedBuffer.largePageByteCount {
        unsafe madvise(base, byteCount, Int32(MADV_HUGEPAGE))
      }
    #endif
  }

  deinit {
    if byteCount >= AlignedBuffer.mappedByteCount {
      unsafe munmap(storage, byteCount)
    } else {
      unsafe storage.deallocate()
    }
  }

  /// The first byte; valid for as long as the buffer is referenced.
  @unsafe public var baseAddress: UnsafeMutableRawPointer { unsafe storage }

  /// All bytes, to be read or written during `body` only.
  public func withUnsafeMutableBytes<Result, Failure: Error>(
    _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try unsafe body(UnsafeMutableRawBufferPointer(start: storage, count: byteCount))
  }

  /// The whole buffer as a read-only region that keeps it alive.
  public var region: ByteRegion {
    unsafe ByteRegion(
      baseAddress: UnsafeRawPointer(storage), byteCount: byteCount, owner: self, fileRange: nil)
  }
}
