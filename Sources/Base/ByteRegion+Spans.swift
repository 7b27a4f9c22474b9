// A region as spans, whose every access is bounds-checked.
extension ByteRegion {
  /// A region that owns `words`, little-endian.
  public init(words: [UInt32]) {
    let buffer = AlignedBuffer(byteCount: words.count * 4)
    unsafe buffer.withUnsafeMutableBytes { target in
      for (index, word) in words.enumerated() {
        unsafe target.storeBytes(of: word.littleEndian, toByteOffset: index * 4, as: UInt32.self)
      }
    }
    self = buffer.region
  }

  /// Whether the first byte lies on a multiple of four.
  @inlinable public var isWordAligned: Bool { unsafe UInt(bitPattern: baseAddress) % 4 == 0 }

  /// All bytes.
  @inlinable public func withByteSpan<Result, Failure: Error>(
    _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try unsafe withUnsafeBytes { (buffer) throws(Failure) in
      let bytes = unsafe buffer.bindMemory(to: UInt8.self)
      return try unsafe body(bytes.span)
    }
  }

  /// All whole u32 words from byte `offset`, a multiple of four, at most `count` of them.
  @inlinable public func withWords<Result, Failure: Error>(
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
  @inlinable public func withFloats<Result, Failure: Error>(
    _ body: (Span<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(isWordAligned)
    return try unsafe withUnsafeBytes { (buffer) throws(Failure) in
      let values = unsafe buffer.bindMemory(to: Float.self)
      return try unsafe body(values.span)
    }
  }
}
