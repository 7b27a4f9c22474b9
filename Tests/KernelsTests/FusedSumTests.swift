import CKernels
import TestSupport
import Testing

/// Sets whose instructions have no fused multiply-add make it of others: a sum of experts shows what
/// one gives for any operands.
@Suite struct FusedSumTests {
  /// y[h] = fma(b[h], factor, c[h]), of a set's combine: the first share is 1.
  private static func sums(_ set: TestedSet, _ factor: Float, _ b: [Float], _ c: [Float]) -> [Float]
  {
    let (x, y) = (Guarded(c + b), Guarded<Float>(count: b.count))
    let (rows, shares) = (Guarded([Int32(0), 1]), Guarded([Float(1), factor]))
    unsafe set.functions.pointee.combine(
      x.pointer, rows.pointer, shares.pointer, 2, nil, 1, Int32(b.count), y.pointer)
    return y.values
  }

  private static func check(_ set: TestedSet, _ factor: Float, _ b: [Float], _ c: [Float]) {
    let found = sums(set, factor, b, c)
    let expected = zip(b, c).map { b, c in c.addingProduct(b, factor) }
    let different = found.indices.first {
      found[$0].bitPattern != expected[$0].bitPattern && !(found[$0].isNaN && expected[$0].isNaN)
    }
    guard let h = different else { return }
    Issue.record("fma(\(b[h]), \(factor), \(c[h])): \(found[h]), expected \(expected[h])")
  }

  private static func random(_ random: inout Random, _ bits: UInt32 = .max) -> Float {
    Float(bitPattern: UInt32(truncatingIfNeeded: random.next()) & bits)
  }

  /// A product just beside half of the last place of the other operand: a sum of binary64 loses by
  /// how much, and lies between two numbers of binary32.
  @Test(arguments: TestedSet.all)
  func `a sum that lies just beside the middle of two numbers is rounded once`(_ set: TestedSet) {
    var random = Random(seed: 0xf5a1)
    for _ in 0..<2000 {
      let factor = 1 + Float(sign: .plus, exponent: -Int(random.next() % 23) - 1, significand: 1)
      let c = (0..<32).map { _ in
        Float(sign: .plus, exponent: Int(random.next() % 40) - 20, significand: 1)
          * (1 + Float(random.next() % 0x80_0000) * 0x1p-23)
      }
      let b = c.map { c in
        let beside = Float(
          sign: random.next() % 2 == 0 ? .plus : .minus, exponent: -Int(random.next() % 23) - 1,
          significand: 1)
        return (random.next() % 2 == 0 ? 1 : -1) * c.ulp / 2 * (1 + beside)
      }
      Self.check(set, factor, b, c)
    }
  }

  @Test(arguments: TestedSet.all)
  func `a sum below the normal numbers is rounded once`(_ set: TestedSet) {
    var random = Random(seed: 0xf5a2)
    for _ in 0..<2000 {
      let factor = (1 + Float(random.next() % 0x80_0000) * 0x1p-23) * 0x1p-75
      let c = (0..<32).map { _ in Self.random(&random, 0x80ff_ffff) }
      let b = (0..<32).map { _ in
        let odd = Float(1 + 2 * (random.next() % 4)) * 0x1p-75
        let beside = Float(sign: .plus, exponent: -Int(random.next() % 23) - 1, significand: 1)
        return (random.next() % 2 == 0 ? 1 : -1) * odd * (1 + beside)
      }
      Self.check(set, factor, b, c)
    }
  }

  @Test(arguments: TestedSet.all)
  func `a sum of any operands is rounded once`(_ set: TestedSet) {
    var random = Random(seed: 0xf5a3)
    let ends: [Float] = [
      0, -0.0, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude,
      -.leastNormalMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .infinity,
      -.infinity, .nan, 1, -1, 1 + .ulpOfOne, 1 - .ulpOfOne / 2, 0x1p-149, 0x1p-75,
    ]
    func operand() -> Float {
      random.next() % 3 == 0 ? ends[Int(random.next() % UInt64(ends.count))] : Self.random(&random)
    }
    for _ in 0..<4000 {
      let (b, c) = ((0..<32).map { _ in operand() }, (0..<32).map { _ in operand() })
      Self.check(set, operand(), b, c)
    }
  }
}
