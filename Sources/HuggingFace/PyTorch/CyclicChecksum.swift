package import Base

/// CRC-32 of bytes that arrive in pieces: the reflected polynomial 0xedb88320 that zip archives use.
///
/// Sources: PKWARE APPNOTE 6.3.10, section 4.4.7; eight tables at a time after Intel's "Slicing-by-8"
/// (Kounavis and Berry, 2005). It finds accidents, not attacks: `Checksum` is for those.
package struct CyclicChecksum: Sendable {
  /// Eight tables of 256: `table[256 * n + b]` is the register after byte `b` and `n` zero bytes.
  private static let table: [UInt32] = {
    var table = (0..<256).map { (byte: UInt32) in
      (0..<8).reduce(byte) { register, _ in register >> 1 ^ (register & 1) * 0xedb8_8320 }
    }
    for index in 256..<2048 {
      let previous = table[index - 256]
      table.append(previous >> 8 ^ table[Int(previous & 0xff)])
    }
    return table
  }()

  private var register: UInt32 = 0xffff_ffff

  package init() {}

  /// The CRC-32 of a range of a file, read in pieces of at most 1 MiB.
  ///
  /// - Precondition: the range begins at 0 or later.
  /// - Throws: `FileError` if the file ends before the range does or cannot be read.
  package init(of file: ReadableFile, range: Range<Int>) throws(FileError) {
    self.init()
    let piece = AlignedBuffer(byteCount: min(1 << 20, max(range.count, 1)))
    var offset = range.lowerBound
    while offset < range.upperBound {
      let count = min(piece.byteCount, range.upperBound - offset)
      let bytes = unsafe UnsafeMutableRawBufferPointer(start: piece.baseAddress, count: count)
      try unsafe file.read(at: offset, into: bytes)
      unsafe update(UnsafeRawBufferPointer(bytes))
      offset += count
    }
  }

  /// The CRC-32 of everything appended.
  package var value: UInt32 { ~register }

  /// Appends the bytes of `buffer`.
  package mutating func update(_ buffer: UnsafeRawBufferPointer) {
    var state = register
    // Safety: every index into the table is below 256 plus a multiple of 256 up to 1792.
    unsafe CyclicChecksum.table.withUnsafeBufferPointer { table in
      var offset = 0
      while offset + 8 <= buffer.count {
        let word = unsafe UInt64(
          littleEndian: buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        let mixed = word ^ UInt64(state)
        state = 0
        for byte in 0..<8 {
          let value = Int(truncatingIfNeeded: mixed >> (UInt64(byte) * 8)) & 0xff
          state ^= unsafe table[256 * (7 - byte) + value]
        }
        offset += 8
      }
      for index in offset..<buffer.count {
        let value = unsafe Int(UInt8(truncatingIfNeeded: state) ^ buffer[index])
        state = unsafe state >> 8 ^ table[value]
      }
    }
    register = state
  }
}
