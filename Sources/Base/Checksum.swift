/// A SHA-256 digest: 32 bytes.
package struct Checksum: Hashable, Sendable, CustomStringConvertible {
  /// The 32 bytes.
  package let bytes: [UInt8]

  /// The digest with these bytes, `nil` unless there are exactly 32.
  package init?(bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    self.bytes = bytes
  }

  /// 64 lower-case hexadecimal digits.
  package var description: String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}

/// SHA-256 of bytes that arrive in pieces, after FIPS 180-4, for the few kilobytes at a file's head.
///
/// The runtime needs no cryptographic library for them. Whole files are hashed by the module
/// `Hashing`, which is several times as fast; tests hold the two to each other.
package struct SHA256: Sendable {
  private static let blockByteCount = 64

  /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
  private static let constants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4,
    0xab1c_5ed5, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe,
    0x9bdc_06a7, 0xc19b_f174, 0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f,
    0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da, 0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7,
    0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc,
    0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85, 0xa2bf_e8a1, 0xa81a_664b,
    0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070, 0x19a4_c116,
    0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7,
    0xc671_78f2,
  ]

  /// The eight words of the hash; at first the fractional parts of the square roots of the primes.
  private var state: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab,
    0x5be0_cd19,
  ]
  /// Bytes that do not fill a block yet.
  private var pending: [UInt8] = []
  private var byteCount: UInt64 = 0
  private var schedule = [UInt32](repeating: 0, count: 64)

  package init() {}

  /// The digest of `bytes`.
  package static func checksum(of bytes: [UInt8]) -> Checksum {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finalize()
  }

  package mutating func update(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { unsafe update($0) }
  }

  package mutating func update(_ region: ByteRegion) {
    unsafe region.withUnsafeBytes { unsafe update($0) }
  }

  /// Appends the bytes of `buffer`.
  package mutating func update(_ buffer: UnsafeRawBufferPointer) {
    byteCount += UInt64(buffer.count)
    var offset = 0
    if !pending.isEmpty {
      offset = min(buffer.count, SHA256.blockByteCount - pending.count)
      unsafe pending.append(contentsOf: buffer[..<offset])
      guard pending.count == SHA256.blockByteCount else { return }
      let block = pending
      pending.removeAll(keepingCapacity: true)
      unsafe block.withUnsafeBytes { unsafe compress($0) }
    }
    while offset + SHA256.blockByteCount <= buffer.count {
      unsafe compress(
        UnsafeRawBufferPointer(rebasing: buffer[offset..<offset + SHA256.blockByteCount]))
      offset += SHA256.blockByteCount
    }
    unsafe pending.append(contentsOf: buffer[offset...])
  }

  /// The digest of everything appended.
  package func finalize() -> Checksum {
    var copy = self
    let bitCount = byteCount * 8
    let zeroCount = (2 * SHA256.blockByteCount - 9 - pending.count) % SHA256.blockByteCount
    copy.update([0x80] + [UInt8](repeating: 0, count: zeroCount))
    copy.update((0..<8).map { UInt8(truncatingIfNeeded: bitCount >> (56 - 8 * UInt64($0))) })
    let bytes = copy.state.flatMap { word in
      (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * UInt32($0))) }
    }
    guard let checksum = Checksum(bytes: bytes) else {
      preconditionFailure("eight words are 32 bytes")
    }
    return checksum
  }

  /// Takes in one block of 64 bytes.
  private mutating func compress(_ block: UnsafeRawBufferPointer) {
    func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }
    for index in 0..<16 {
      schedule[index] = unsafe UInt32(
        bigEndian: block.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self))
    }
    for index in 16..<64 {
      let (early, late) = (schedule[index - 15], schedule[index - 2])
      let first = rotated(early, 7) ^ rotated(early, 18) ^ early >> 3
      let second = rotated(late, 17) ^ rotated(late, 19) ^ late >> 10
      schedule[index] = schedule[index - 16] &+ first &+ schedule[index - 7] &+ second
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for index in 0..<64 {
      let mixed = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
      let chosen = (e & f) ^ (~e & g)
      let first = h &+ mixed &+ chosen &+ SHA256.constants[index] &+ schedule[index]
      let majority = (a & b) ^ (a & c) ^ (b & c)
      let second = (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) &+ majority
      (h, g, f, e) = (g, f, e, d &+ first)
      (d, c, b, a) = (c, b, a, first &+ second)
    }
    for (index, word) in [a, b, c, d, e, f, g, h].enumerated() {
      state[index] &+= word
    }
  }
}
