import Base
import Hashing
import TestSupport
import Testing

struct SHA256Tests {
  /// FIPS 180-4's examples, as the Cryptographic Standards and Guidelines pages of NIST print them.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqr"
        + "lmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
  ])
  func `NIST's examples have their digests`(text: String, digest: String) {
    #expect(SHA256.checksum(of: Array(text.utf8)).description == digest)
    #expect(Checksum(of: Array(text.utf8)).description == digest)
  }

  @Test func `a million times the letter a has NIST's digest`() {
    var hash = SHA256()
    for _ in 0..<1000 { hash.update([UInt8](repeating: UInt8(ascii: "a"), count: 1000)) }
    #expect(
      hash.finalize().description
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test func `every length around a block's end has swift-crypto's digest`() {
    var numbers = SplitMix64(seed: 14)
    let bytes = (0..<4099).map { _ in UInt8.random(in: 0...255, using: &numbers) }
    for length in Array(0...260) + [511, 512, 513, 1000, 4095, 4096, 4097, 4099] {
      let part = Array(bytes[..<length])
      #expect(SHA256.checksum(of: part) == Checksum(of: part), "\(length) bytes")
    }
  }

  @Test func `pieces of any size give the digest of the whole`() {
    var numbers = SplitMix64(seed: 15)
    let bytes = (0..<1000).map { _ in UInt8.random(in: 0...255, using: &numbers) }
    let whole = Checksum(of: bytes)
    for size in [1, 3, 55, 56, 57, 63, 64, 65, 127, 128, 129] {
      var hash = SHA256()
      for start in stride(from: 0, to: bytes.count, by: size) {
        hash.update(ByteRegion(copying: Array(bytes[start..<min(start + size, bytes.count)])))
      }
      #expect(hash.finalize() == whole, "pieces of \(size)")
      #expect(hash.finalize() == whole, "a second time")
    }
  }

  @Test func `a digest has 32 bytes`() {
    #expect(Checksum(bytes: [UInt8](repeating: 1, count: 31)) == nil)
    #expect(Checksum(bytes: [UInt8](repeating: 0xa5, count: 32))?.description.count == 64)
  }

  @Test func `a file hashed in steps has the digest of its bytes, again and again`() throws {
    try TemporaryFolder.with { folder in
      let bytes = (0..<3 << 20).map { UInt8(truncatingIfNeeded: $0 * 7) }
      let file = try ReadableFile(path: folder.write(bytes, to: "file"))
      let hashing = FileHashing(file)
      var steps = 2
      try hashing.advance {
        steps -= 1
        return steps >= 0
      }
      #expect(try hashing.finish() == Checksum(of: bytes))
      #expect(try hashing.finish() == Checksum(of: bytes))
      #expect(try Checksum(of: file) == Checksum(of: bytes))
    }
  }
}
