#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A seeded generator (SplitMix64), so that a failing sweep can be run again.
package struct Random: RandomNumberGenerator, Sendable {
  /// What the generator began with.
  package let seed: UInt64

  private var state: UInt64

  /// Starts from `seed` and prints it as code to paste.
  package init(seed: UInt64, function: String = #function) {
    self.seed = seed
    state = seed
    print("Random(seed: 0x\(String(seed, radix: 16)))  // \(function)")
  }

  /// The next 64 bits.
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A whole number in `range`.
  package mutating func integer(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next() % UInt64(range.upperBound - range.lowerBound + 1))
  }

  /// True in half of the cases.
  package mutating func flip() -> Bool { next() & 1 == 1 }

  /// One of `choices`.
  ///
  /// - Precondition: there is at least one.
  package mutating func pick<Element>(_ choices: [Element]) -> Element {
    choices[integer(0...choices.count - 1)]
  }

  /// A value in -1..<1.
  package mutating func float() -> Float {
    Float(Int32(truncatingIfNeeded: next() >> 40) - (1 << 23)) / Float(1 << 23)
  }

  /// `count` values in -scale..<scale.
  package mutating func floats(_ count: Int, scale: Float = 1) -> [Float] {
    (0..<count).map { _ in float() * scale }
  }

  /// `count` normally distributed values (Box-Muller).
  package mutating func normals(_ count: Int, deviation: Double = 1) -> [Float] {
    (0..<count).map { _ in
      let radius = (-2 * log((Double(next() >> 11) + 1) * 0x1p-53)).squareRoot()
      return Float(deviation * radius * cos(2 * .pi * Double(next() >> 11) * 0x1p-53))
    }
  }
}
