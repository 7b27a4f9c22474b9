import CKernels
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct RotaryTableTests {
  // Half a unit in the last place of 1, and what the double-precision steps add. Measured: 2.981e-8.
  static let largestError = 0x1p-25 + 1e-9

  @Test(
    arguments: [
      (10_000.0, 1, 64), (1_000.0, 1, 64), (10_000.0, 1, 32), (500_000.0, 1, 128),
      (160_000.0, 1.067_140_400_676_823_7, 64), (160_000.0, 1, 64), (1_000.0, 3, 32),
    ] as [(Double, Float, Int)])
  func `the table holds the cosines and sines of binary32 angles`(
    base: Double, divisor: Float, headDim: Int
  ) {
    let (half, positionCount) = (headDim / 2, 8192)
    let cosines = Guarded<Float>(count: positionCount * half)
    let sines = Guarded<Float>(count: positionCount * half)
    unsafe gc_rotary_table(
      base, divisor, Int32(headDim), Int32(positionCount), cosines.pointer, sines.pointer)
    var largest = 0.0
    for i in 0..<half {
      let exponent = Float(2 * i) / Float(headDim)
      let frequency = 1 / Float(pow(base, Double(exponent))) / divisor
      for position in 0..<positionCount {
        let angle = Double(Float(position) * frequency)
        largest = Vectors.larger(largest, abs(Double(cosines[position * half + i]) - cos(angle)))
        largest = Vectors.larger(largest, abs(Double(sines[position * half + i]) - sin(angle)))
      }
    }
    print("rotary table, base \(base) / \(divisor), head size \(headDim): \(largest) absolute")
    #expect(largest <= Self.largestError)
  }

  @Test func `position 0 is not turned and tables of different lengths agree`() {
    let (long, short) = (Guarded<Float>(count: 100 * 32), Guarded<Float>(count: 10 * 32))
    let (longSines, shortSines) = (Guarded<Float>(count: 100 * 32), Guarded<Float>(count: 10 * 32))
    unsafe gc_rotary_table(10_000, 1, 64, 100, long.pointer, longSines.pointer)
    unsafe gc_rotary_table(10_000, 1, 64, 10, short.pointer, shortSines.pointer)
    #expect(long.values.prefix(32).allSatisfy { $0 == 1 })
    #expect(longSines.values.prefix(32).allSatisfy { $0.bitPattern == 0 })
    #expect(long.values.prefix(320).elementsEqual(short.values))
    #expect(longSines.values.prefix(320).elementsEqual(shortSines.values))
  }

  @Test(
    arguments: [
      (1e-300, 1), (10_000, .leastNonzeroMagnitude), (.infinity, 1), (.leastNonzeroMagnitude, 1),
      (.greatestFiniteMagnitude, .greatestFiniteMagnitude),
    ] as [(Double, Float)])
  func `numbers that no model has give a table, of NaN where angles are beyond all bounds`(
    base: Double, divisor: Float
  ) {
    let (cosines, sines) = (Guarded<Float>(count: 3 * 32), Guarded<Float>(count: 3 * 32))
    unsafe gc_rotary_table(base, divisor, 64, 3, cosines.pointer, sines.pointer)
    for value in cosines.values + sines.values { #expect(value.isNaN || abs(value) <= 1) }
    let scaled = gc_scaled_rotary_base(base, .greatestFiniteMagnitude, 1, 1 << 30, 4)
    #expect(scaled > 0)
  }

  // Relative. Measured: 2.1e-15.
  static let largestBaseError = 1e-14

  @Test func `the base of a longer text is that of dynamic NTK scaling`() {
    var largest = 0.0
    for (base, headDim) in [(1_000.0, 64), (10_000.0, 32), (500_000.0, 128), (10_000.0, 4)] {
      for factor in [1.0, 1.5, 2, 8, 64] {
        for (trained, tokens) in [(2048, 2049), (2048, 8192), (1, 2), (512, 100_000)] {
          let growth = factor * Double(tokens) / Double(trained) - (factor - 1)
          let exact = base * pow(growth, Double(headDim) / Double(headDim - 2))
          let found = gc_scaled_rotary_base(
            base, factor, Int32(trained), Int32(tokens), Int32(headDim))
          largest = Vectors.larger(largest, abs(found - exact) / exact)
        }
      }
    }
    print("scaled rotary base: \(largest) relative")
    #expect(largest <= Self.largestBaseError)
  }
}
