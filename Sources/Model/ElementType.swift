/// The types of one element of a stored tensor, by their safetensors names.
package enum ElementType: String, Sendable, Hashable, CaseIterable {
  case bool = "BOOL"
  case f4 = "F4"
  case f6E2M3 = "F6_E2M3"
  case f6E3M2 = "F6_E3M2"
  case u8 = "U8"
  case i8 = "I8"
  case f8E5M2 = "F8_E5M2"
  case f8E4M3 = "F8_E4M3"
  case f8E8M0 = "F8_E8M0"
  case f8E4M3FNUZ = "F8_E4M3FNUZ"
  case f8E5M2FNUZ = "F8_E5M2FNUZ"
  case i16 = "I16"
  case u16 = "U16"
  case f16 = "F16"
  case bf16 = "BF16"
  case i32 = "I32"
  case u32 = "U32"
  case f32 = "F32"
  case c64 = "C64"
  case f64 = "F64"
  case i64 = "I64"
  case u64 = "U64"

  /// The size of one element in bits.
  package var bitCount: Int {
    switch self {
    case .f4: 4
    case .f6E2M3, .f6E3M2: 6
    case .bool, .u8, .i8, .f8E5M2, .f8E4M3, .f8E8M0, .f8E4M3FNUZ, .f8E5M2FNUZ: 8
    case .i16, .u16, .f16, .bf16: 16
    case .i32, .u32, .f32: 32
    case .c64, .f64, .i64, .u64: 64
    }
  }

  /// Whether model weights may have this type: F64, F32, F16 and BF16.
  package var isWeightType: Bool {
    self == .f64 || self == .f32 || self == .f16 || self == .bf16
  }
}

/// Exact widening of 16-bit floats, and rounding back.
package enum FloatConversion {
  /// The value of an IEEE binary16 bit pattern.
  @inlinable
  package static func float(binary16 bits: UInt16) -> Float {
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
  package static func binary16(_ value: Float) -> UInt16 {
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

extension FloatConversion {
  /// Widens bfloat16; a loop without branches, so that it becomes vector code.
  ///
  /// - Precondition: `target` has room for all of `source`.
  package static func widen(
    bfloat16 source: UnsafeBufferPointer<UInt16>, into target: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(target.count >= source.count)
    for index in source.indices {
      unsafe target[index] = Float(bitPattern: UInt32(UInt16(littleEndian: source[index])) << 16)
    }
  }

  /// Widens IEEE binary16 as `float(binary16:)` does, without branches.
  ///
  /// Exponent and fraction, moved to their places in a binary32, are too small by 2^112; the
  /// multiplication is exact for subnormals too. Infinities and NaN keep their fraction.
  ///
  /// - Precondition: `target` has room for all of `source`.
  package static func widen(
    binary16 source: UnsafeBufferPointer<UInt16>, into target: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(target.count >= source.count)
    let scale = Float(bitPattern: (127 + 112) << 23)
    for index in source.indices {
      let bits = unsafe UInt32(UInt16(littleEndian: source[index]))
      let magnitude = (bits & 0x7fff) << 13
      let finite = (Float(bitPattern: magnitude) * scale).bitPattern
      let wide = magnitude >= 0x7c00 << 13 ? magnitude | 0x7f80_0000 : finite
      unsafe target[index] = Float(bitPattern: wide | (bits & 0x8000) << 16)
    }
  }
}
