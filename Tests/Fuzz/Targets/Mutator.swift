import TestSupport

/// Changes inputs at random, the same way for the same seed: what `FuzzTests` has in libFuzzer's place.
package struct Mutator {
  private var numbers: SeededNumbers
  private let words: [[UInt8]]
  private let pool: [[UInt8]]

  /// Longer inputs are cut.
  private static let byteLimit = 1 << 17
  private static let edges: [UInt64] = [
    0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff,
    .max >> 1, .max, 1 << 32, 1 << 40,
  ]

  /// Mutates inputs of `pool`, which is not empty, with the words of a format.
  package init(seed: UInt64, pool: [[UInt8]], words: [[UInt8]]) {
    precondition(!pool.isEmpty)
    numbers = SeededNumbers(seed: seed)
    self.pool = pool
    self.words = words
  }

  /// The next input.
  package mutating func next() -> [UInt8] {
    var bytes = pool[numbers.int(0..<pool.count)]
    for _ in 0..<(1 + numbers.int(0..<4)) { change(&bytes) }
    return bytes.count > Mutator.byteLimit ? Array(bytes[..<Mutator.byteLimit]) : bytes
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return bytes.append(UInt8(truncatingIfNeeded: numbers.next())) }
    let place = numbers.int(0..<bytes.count)
    switch numbers.int(0..<10) {
    case 0: bytes[place] ^= 1 << UInt8(numbers.int(0..<8))
    case 1: bytes[place] = UInt8(truncatingIfNeeded: numbers.next())
    case 2: bytes.removeSubrange(range(from: place, in: bytes))
    case 3: bytes.insert(contentsOf: bytes[range(from: place, in: bytes)], at: place)
    case 4: bytes.removeSubrange(place...)
    case 5:
      let other = pool[numbers.int(0..<pool.count)]
      guard !other.isEmpty else { return }
      bytes.replaceSubrange(place..., with: other[numbers.int(0..<other.count)...])
    case 6, 7:
      guard !words.isEmpty else { return }
      let word = words[numbers.int(0..<words.count)]
      let end = numbers.int(0..<2) == 0 ? place : min(place + word.count, bytes.count)
      bytes.replaceSubrange(place..<end, with: word)
    case 8: setInteger(at: place, of: &bytes)
    default: setDigits(from: place, of: &bytes)
    }
  }

  /// Up to 64 bytes.
  private mutating func range(from place: Int, in bytes: [UInt8]) -> Range<Int> {
    place..<min(place + 1 + numbers.int(0..<64), bytes.count)
  }

  /// Writes a little-endian length or count that is at the edge of something.
  private mutating func setInteger(at place: Int, of bytes: inout [UInt8]) {
    let size = 1 << numbers.int(0..<4)
    var value = Mutator.edges[numbers.int(0..<Mutator.edges.count)]
    if numbers.int(0..<3) == 0 { value = UInt64(bytes.count) &+ numbers.next() % 5 &- 2 }
    for index in 0..<size where place + index < bytes.count {
      bytes[place + index] = UInt8(truncatingIfNeeded: value >> UInt64(8 * index))
    }
  }

  /// Writes another number in place of the next one in digits.
  private mutating func setDigits(from place: Int, of bytes: inout [UInt8]) {
    let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
    guard let begin = bytes[place...].firstIndex(where: isDigit) else { return }
    let end = bytes[begin...].firstIndex { !isDigit($0) } ?? bytes.count
    let value = Mutator.edges[numbers.int(0..<Mutator.edges.count)]
    bytes.replaceSubrange(begin..<end, with: "\(value &+ numbers.next() % 3)".utf8)
  }
}
