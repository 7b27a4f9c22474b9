extension FloatConversion {
  /// Widens bfloat16; a loop without branches, so that it becomes vector code.
  ///
  /// - Precondition: `target` has room for all of `source`.
  public static func widen(
    bfloat16 source: UnsafeBufferPointer<UInt16>, into target: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(target.count >= source.count)
    for index in source.indices {
      unsafe target[index] = Float(
        bitPattern: UInt32(UInt16(littleEndian: source[index])) << 16)
    }
  }

  /// Widens IEEE binary16 as `float(binary16:)` does, without branches.
  ///
  /// Exponent and fraction, moved to their places in a binary32, are too small by 2^112; the
  /// multiplication is exact for subnormals too. Infinities and NaN keep their fraction.
  ///
  /// - Precondition: `target` has room for all of `source`.
  public static func widen(
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
