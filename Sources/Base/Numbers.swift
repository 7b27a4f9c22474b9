extension Int {
  /// The product of `factors`, `nil` if one is negative or any partial product overflows.
  ///
  /// The product is taken before its value is looked at, so that a shape such as `[2^32, 2^32, 0]`
  /// does not pass as empty.
  package static func checkedProduct(_ factors: [Int]) -> Int? {
    var product = 1
    for factor in factors {
      guard factor >= 0 else { return nil }
      let (value, overflow) = product.multipliedReportingOverflow(by: factor)
      guard !overflow else { return nil }
      product = value
    }
    return product
  }

  /// The sum, `nil` on overflow.
  package func checkedAdding(_ other: Int) -> Int? {
    let (value, overflow) = addingReportingOverflow(other)
    return overflow ? nil : value
  }

  /// The product, `nil` on overflow.
  package func checkedMultiplying(by other: Int) -> Int? {
    let (value, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? nil : value
  }

  /// The smallest multiple of `alignment` not below this value.
  ///
  /// - Precondition: `alignment` is a power of two and the result fits.
  package func aligned(to alignment: Int) -> Int {
    precondition(alignment > 0 && alignment & (alignment - 1) == 0)
    return (self + alignment - 1) & ~(alignment - 1)
  }
}

extension Array where Element == UInt8 {
  /// Appends the bytes of `value`, least significant first.
  @inlinable
  package mutating func appendLittleEndian<Integer: FixedWidthInteger>(_ value: Integer) {
    for shift in stride(from: 0, to: Integer.bitWidth, by: 8) {
      append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }

  /// The little-endian integer at `offset`, `nil` if the array ends before.
  package func littleEndian<Integer: FixedWidthInteger>(
    _ type: Integer.Type, at offset: Int
  ) -> Integer? {
    let size = MemoryLayout<Integer>.size
    guard offset >= 0, size <= count, offset <= count - size else { return nil }
    return (0..<size).reduce(0) { $0 | Integer(truncatingIfNeeded: self[offset + $1]) << ($1 * 8) }
  }
}

extension Double {
  /// The value with so many digits behind the point, rounded half away from zero; as Swift writes it
  /// if it is not finite or too large for that.
  package func fixed(_ digits: Int) -> String {
    let scale = (0..<digits).reduce(1.0) { scale, _ in scale * 10 }
    let scaled = (magnitude * scale).rounded()
    guard isFinite, scaled < 1e15 else { return "\(self)" }
    let text = String(Int(scaled))
    let padded = String(repeating: "0", count: Swift.max(0, digits + 1 - text.count)) + text
    let sign = self < 0 && scaled > 0 ? "-" : ""
    return sign + padded.dropLast(digits) + (digits == 0 ? "" : "." + padded.suffix(digits))
  }
}

/// Random numbers from a seed, the same everywhere.
///
/// Steele, Lea, Flood: "Fast splittable pseudorandom number generators", OOPSLA 2014.
package struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }

  /// A number in `0..<count`, even to within `count / 2^64`, whatever version of the standard library.
  ///
  /// - Precondition: `count` is at least 1.
  package mutating func next(below count: Int) -> Int {
    precondition(count > 0)
    return Int(next().multipliedFullWidth(by: UInt64(count)).high)
  }
}
