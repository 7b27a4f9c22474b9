/// A read-only range of bytes together with whatever keeps it alive: a mapping or a buffer.
@safe package struct ByteRegion: @unchecked Sendable {
  // Safety: `owner` keeps the memory alive and nobody writes it while a region of it is read.

  package let byteCount: Int
  /// Where the region lies in its file, if it is a part of a mapped file.
  package let fileRange: Range<Int>?

  private let owner: AnyObject
  private let pointer: UnsafeRawPointer

  @unsafe init(
    baseAddress: UnsafeRawPointer, byteCount: Int, owner: AnyObject, fileRange: Range<Int>?
  ) {
    unsafe self.pointer = baseAddress
    self.byteCount = byteCount
    self.owner = owner
    self.fileRange = fileRange
  }

  /// A region that owns a copy of `bytes`, on a 64-byte boundary.
  package init(copying bytes: [UInt8]) {
    let buffer = AlignedBuffer(byteCount: bytes.count)
    unsafe buffer.withUnsafeMutableBytes { unsafe $0.copyBytes(from: bytes) }
    self = buffer.region
  }

  /// The first byte; valid for as long as this region or a copy of it exists.
  @unsafe package var baseAddress: UnsafeRawPointer { unsafe pointer }

  /// All bytes, to be read during `body` only.
  package func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try unsafe body(UnsafeRawBufferPointer(start: pointer, count: byteCount))
  }

  /// The part `range` of this region.
  ///
  /// - Precondition: the range lies inside the region.
  package func slice(_ range: Range<Int>) -> ByteRegion {
    precondition(range.lowerBound >= 0 && range.upperBound <= byteCount)
    let inFile = fileRange.map {
      $0.lowerBound + range.lowerBound..<$0.lowerBound + range.upperBound
    }
    return unsafe ByteRegion(
      baseAddress: pointer + range.lowerBound, byteCount: range.count, owner: owner,
      fileRange: inFile)
  }

  /// The byte at `index`.
  ///
  /// - Precondition: it lies inside the region.
  package subscript(index: Int) -> UInt8 {
    precondition(index >= 0 && index < byteCount)
    return unsafe pointer.load(fromByteOffset: index, as: UInt8.self)
  }

  /// A copy of the bytes.
  package var bytes: [UInt8] { unsafe withUnsafeBytes { unsafe [UInt8]($0) } }

  /// A copy of the bytes as little-endian elements; a rest smaller than one element is dropped.
  package func elements<Element: BitwiseCopyable>(as type: Element.Type) -> [Element] {
    let count = byteCount / MemoryLayout<Element>.stride
    return unsafe withUnsafeBytes { source in
      unsafe [Element](unsafeUninitializedCapacity: count) { target, initialized in
        unsafe UnsafeMutableRawBufferPointer(target).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: source[0..<count * MemoryLayout<Element>.stride]))
        initialized = count
      }
    }
  }

  /// Tells the system what comes next for this region, if it is part of a mapped file.
  package func advise(_ advice: MappedFile.Advice) {
    guard let file = owner as? MappedFile, let fileRange else { return }
    file.advise(advice, range: fileRange)
  }
}

/// Zeroed memory on a 64-byte boundary, owned by whoever holds a reference.
///
/// It is a class so that kernels on several threads can work on parts of one buffer. Whoever
/// writes from several threads keeps their ranges apart.
@safe package final class AlignedBuffer: @unchecked Sendable {
  // Safety: the pointer never changes and the memory lives until `deinit`; writers on different
  // threads are kept to disjoint ranges by the kernels that hand out the work.

  /// The buffer's size in bytes.
  package let byteCount: Int

  private let storage: UnsafeMutableRawPointer

  /// From this size on memory comes from the system and goes back to it when it is freed; below,
  /// the allocator keeps it for reuse.
  private static let mappedByteCount = 64 << 10
  /// From this size on rounding up to large pages of 2 MiB wastes little.
  private static let largePageByteCount = 2 << 20

  /// Allocates `byteCount` zero bytes; if the system has none left, `MemoryShortage` ends the process.
  ///
  /// - Precondition: `byteCount` is not negative and was validated by the caller.
  package init(byteCount: Int) {
    precondition(byteCount >= 0)
    self.byteCount = byteCount
    guard byteCount >= AlignedBuffer.mappedByteCount else {
      let count = byteCount.aligned(to: 64) + (byteCount == 0 ? 64 : 0)
      guard let base = unsafe aligned_alloc(64, count) else { MemoryShortage.end(byteCount) }
      unsafe storage = base
      unsafe storage.initializeMemory(as: UInt8.self, repeating: 0, count: count)
      return
    }
    #if canImport(Darwin)
      let flags = MAP_PRIVATE | MAP_ANON
    #else
      let flags = MAP_PRIVATE | Int32(MAP_ANONYMOUS)
    #endif
    guard
      let base = unsafe mmap(nil, byteCount, PROT_READ | PROT_WRITE, flags, -1, 0),
      unsafe base != MAP_FAILED
    else { MemoryShortage.end(byteCount) }
    unsafe storage = base
    #if os(Linux)
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
      unsafe free(storage)
    }
  }

  /// The first byte; valid for as long as the buffer is referenced.
  @unsafe package var baseAddress: UnsafeMutableRawPointer { unsafe storage }

  /// All bytes, to be read or written during `body` only.
  package func withUnsafeMutableBytes<Result, Failure: Error>(
    _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try unsafe body(UnsafeMutableRawBufferPointer(start: storage, count: byteCount))
  }

  /// The whole buffer as a read-only region that keeps it alive.
  package var region: ByteRegion {
    unsafe ByteRegion(
      baseAddress: UnsafeRawPointer(storage), byteCount: byteCount, owner: self, fileRange: nil)
  }
}

// A region as spans, whose every access is bounds-checked.
extension ByteRegion {
  /// A region that owns `words`, little-endian.
  package init(words: [UInt32]) {
    let buffer = AlignedBuffer(byteCount: words.count * 4)
    unsafe buffer.withUnsafeMutableBytes { target in
      for (index, word) in words.enumerated() {
        unsafe target.storeBytes(of: word.littleEndian, toByteOffset: index * 4, as: UInt32.self)
      }
    }
    self = buffer.region
  }

  /// Whether the first byte lies on a multiple of four.
  @inlinable package var isWordAligned: Bool { unsafe UInt(bitPattern: baseAddress) % 4 == 0 }

  /// All bytes.
  @inlinable package func withByteSpan<Result, Failure: Error>(
    _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try unsafe withUnsafeBytes { (buffer) throws(Failure) in
      let bytes = unsafe buffer.bindMemory(to: UInt8.self)
      return try unsafe body(bytes.span)
    }
  }

  /// All whole u32 words from byte `offset`, a multiple of four, at most `count` of them.
  @inlinable package func withWords<Result, Failure: Error>(
    from offset: Int = 0, count: Int = .max, _ body: (Span<UInt32>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(isWordAligned && offset % 4 == 0)
    return try unsafe withUnsafeBytes { (buffer) throws(Failure) in
      let begin = min(max(offset, 0), buffer.count)
      let end = begin + min(buffer.count - begin, count > .max / 4 ? .max : count * 4)
      let part = unsafe UnsafeRawBufferPointer(rebasing: buffer[begin..<end])
      let words = unsafe part.bindMemory(to: UInt32.self)
      return try unsafe body(words.span)
    }
  }

  /// All whole f32 values.
  @inlinable package func withFloats<Result, Failure: Error>(
    _ body: (Span<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(isWordAligned)
    return try unsafe withUnsafeBytes { (buffer) throws(Failure) in
      let values = unsafe buffer.bindMemory(to: Float.self)
      return try unsafe body(values.span)
    }
  }
}
