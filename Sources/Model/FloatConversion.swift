/// Exact widening of 16-bit floats, and rounding back.
public enum FloatConversion {
  /// The value of a bfloat16 bit pattern: the upper half of a binary32.
  @inlinable
  public static func float(bfloat16 bits: UInt16) -> Float {
    Float(bitPattern: UInt32(bits) << 16)
  }

  /// The value of an IEEE binary16 bit pattern.
  @inlinable
  public static func float(binary16 bits: UInt16) -> Float {
    let sign = UInt32(bits & 0x8000) << 16
    let exponent = UInt32(bits >> 10) & 0x1f
    let fraction = UInt32(bits & 0x3ff)
    if exponent == 0x1f { return Float(bitPattern: sign | 0x7f80_0000 | fraction << 13) }
    if exponent != 0 {
      return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }
    // A subnormal is fraction x 2^-24, exact in binary32.
    let magnitude = Float(fraction) * Float(bitPattern: 0x3380_0000)
    return Float(bitPattern: sign | magnitude.bitPattern)
  }

  /// The IEEE binary16 bit pattern nearest to `value`, ties to even; too large becomes infinite.
  @inlinable
  public static func binary16(_ value: Float) -> UInt16 {
    let bits = value.bitPattern
    let sign = UInt16(truncatingIfNeeded: bits >> 16) & 0x8000
    let magnitude = bits & 0x7fff_ffff
    if magnitude > 0x7f80_0000 { return sign | 0x7e00 }
    if magnitude >= 0x477f_f000 { return sign | 0x7c00 }
    if magnitude < 0x3880_0000 {
      // Adding 0.5 leaves the subnormal's fraction, rounded by the hardware, in the low bits.
      let shifted = Float(bitPattern: magnitude) + 0.5
      return sign | UInt16(truncatingIfNeeded: shifted.bitPattern &- Float(0.5).bitPattern)
    }
    let odd = (magnitude >> 13) & 1
    let rounded = magnitude &+ 0xc800_0fff &+ odd
    return sign | UInt16(truncatingIfNeeded: rounded >> 13)
  }
}
