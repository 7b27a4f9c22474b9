/// SplitMix64: the same numbers on every machine.
package struct SeededNumbers: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// The numbers that begin with `seed`.
  package init(seed: UInt64) { state = seed }

  /// The next 64 bits.
  package mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// A number in -1..<1.
  package mutating func float() -> Float { Float(next() >> 40) / Float(1 << 24) * 2 - 1 }

  /// A number with mean 0 and variance 1, nearly normal: a sum of uniform ones.
  package mutating func normal() -> Float {
    var sum: Float = 0
    for _ in 0..<12 { sum += float() }
    return sum / 2
  }

  /// `count` numbers of mean 0 and the given spread, nearly normal.
  package mutating func normals(_ count: Int, spread: Float = 1) -> [Float] {
    (0..<count).map { _ in normal() * spread }
  }

  /// A number in `range`.
  package mutating func int(_ range: Range<Int>) -> Int {
    range.lowerBound + Int(next() % UInt64(range.count))
  }
}
