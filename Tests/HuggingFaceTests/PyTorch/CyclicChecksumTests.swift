import Base
import HuggingFace
import TestSupport
import Testing

@Suite struct CyclicChecksumTests {
  /// The check value of CRC-32/ISO-HDLC, and zlib's `crc32` of the other texts.
  @Test(
    arguments: [
      ("", 0), ("a", 0xe8b7_be43), ("123456789", 0xcbf4_3926),
      ("The quick brown fox jumps over the lazy dog", 0x414f_a339),
    ] as [(String, UInt32)])
  func `published values are met`(text: String, expected: UInt32) {
    var checksum = CyclicChecksum()
    checksum.update(Array(text.utf8))
    #expect(checksum.value == expected)
  }

  @Test func `pieces of any length give what a bit at a time gives`() {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 3) }
    var register: UInt32 = 0xffff_ffff
    for byte in bytes {
      register ^= UInt32(byte)
      for _ in 0..<8 { register = register >> 1 ^ (register & 1 == 1 ? 0xedb8_8320 : 0) }
    }
    for length in 1..<40 {
      var checksum = CyclicChecksum()
      for begin in stride(from: 0, to: bytes.count, by: length) {
        checksum.update(Array(bytes[begin..<min(begin + length, bytes.count)]))
      }
      #expect(checksum.value == ~register)
    }
  }

  @Test func `a range of a file that is longer than one piece is read whole`() throws {
    try TemporaryFolder.with { folder in
      let bytes = (0..<(3 << 20 | 5)).map { UInt8(truncatingIfNeeded: $0 ^ $0 >> 8) }
      let file = try ReadableFile(path: folder.write(bytes, to: "bytes"))
      var checksum = CyclicChecksum()
      checksum.update(Array(bytes[3..<bytes.count - 1]))
      #expect(try CyclicChecksum(of: file, range: 3..<bytes.count - 1).value == checksum.value)
      #expect(throws: FileError.self) {
        try CyclicChecksum(of: file, range: 0..<bytes.count + 1)
      }
    }
  }
}
