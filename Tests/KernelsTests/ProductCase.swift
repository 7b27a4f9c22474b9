import CKernels
import CQuantization
import TestSupport

/// One integer matrix product with its logical weights, packed here from the header's formulas.
final class ProductCase {
  enum Fill: CaseIterable {
    /// Anything the encodings hold.
    case random
    /// Every factor at one of its ends, signs at random.
    case ends
    /// Every factor at an end, so that all products add up: the largest sums there are.
    case largest
    /// The same with negative sums.
    case smallest
    /// The largest weights, and neighbours of one sign whose magnitudes add up to 127...130: AVX2
    /// multiplies such pairs at once up to 128.
    case pairs
  }

  /// Of a weight: 8, 4 or 3.
  let bits: Int
  let rowCount: Int
  let inputs: Int
  let outputs: Int
  let stride: Int
  let gelu: Bool
  // `[rowCount][inputs]`
  let activations: [Int8]
  /// The integers that are multiplied, `[outputs][inputs]`.
  let weights: [Int32]
  let activationScales: Guarded<Float>
  let rowScales: Guarded<Float>
  let bias: Guarded<Float>?

  private let packed: Guarded<UInt8>
  private let groupScales: Guarded<UInt8>?
  private let rowSums: Guarded<Int32>

  /// What `out` holds where no kernel has written.
  static let untouched: Float = -12345.678

  var what: String {
    "int\(bits) M \(rowCount) N \(outputs) K \(inputs) gelu \(gelu) "
      + "bias \(bias != nil)"
  }

  init(
    bits: Int, rowCount: Int, outputs: Int, inputs: Int, fill: Fill = .random,
    random: inout Random
  ) {
    self.bits = bits
    let isGrouped = bits < 8
    let largestGroup = bits == 4 ? 15 : 31
    self.rowCount = rowCount
    self.inputs = inputs
    self.outputs = outputs
    stride = outputs + random.integer(0...3)
    gelu = random.flip()
    let padded = (outputs + 15) / 16 * 16
    let groupCount = inputs / 32
    let half = Int8(1 << (bits - 1) & 127)
    let weightEnds: (Int8, Int8) = isGrouped ? (-half, half - 1) : (-127, 127)
    func value(_ ends: (Int8, Int8), _ random: inout Random) -> Int8 {
      switch fill {
      case .random: Int8(random.integer(Int(ends.0)...Int(ends.1)))
      case .ends: random.flip() ? ends.0 : ends.1
      case .largest, .smallest: ends.0
      case .pairs: bits == 8 ? ends.1 : ends.0
      }
    }
    activations = (0..<rowCount * inputs / 2).flatMap { _ -> [Int8] in
      if fill == .smallest { return [127, 127] }
      guard fill == .pairs else {
        return [value((-127, 127), &random), value((-127, 127), &random)]
      }
      let first = random.integer(3...124), sign = random.flip() ? 1 : -1
      return [first, random.integer(127...130) - first].map { Int8(sign * $0) }
    }
    let q = (0..<outputs * inputs).map { _ in value(weightEnds, &random) }
    var groups = [UInt8](repeating: 1, count: outputs * groupCount)
    if isGrouped {
      for index in groups.indices {
        groups[index] = UInt8(fill == .random ? random.integer(1...largestGroup) : largestGroup)
      }
    }
    weights =
      isGrouped
      ? q.indices.map { Int32(q[$0]) * Int32(groups[$0 / inputs * groupCount + $0 % inputs / 32]) }
      : q.map(Int32.init)

    var bytes = [UInt8](repeating: bits == 4 ? 0x88 : 0, count: padded * inputs * bits / 8)
    if bits == 3 {
      for n in 0..<padded {
        for k in 0..<inputs { Self.store(0, n, k, inputs, in: &bytes) }
      }
    }
    var packedGroups = [UInt8](repeating: 1, count: isGrouped ? padded * groupCount : 0)
    var sums = [Int32](repeating: 0, count: padded)
    for n in 0..<outputs {
      for k in 0..<inputs {
        sums[n] += weights[n * inputs + k]
        if isGrouped {
          packedGroups[(n / 16 * groupCount + k / 32) * 16 + n % 16] =
            groups[n * groupCount + k / 32]
        }
        if bits == 4 {
          let at = ((n / 16 * (inputs / 8) + k / 8) * 16 + n % 16) * 4 + k % 4
          let nibble = UInt8(q[n * inputs + k] + 8)
          bytes[at] = k % 8 < 4 ? bytes[at] & 0xf0 | nibble : bytes[at] & 0x0f | nibble << 4
        } else if bits == 3 {
          Self.store(q[n * inputs + k], n, k, inputs, in: &bytes)
        } else {
          bytes[((n / 16 * (inputs / 4) + k / 4) * 16 + n % 16) * 4 + k % 4] = UInt8(
            bitPattern: q[n * inputs + k])
        }
      }
    }
    packed = Guarded(bytes, alignment: 64)
    groupScales = isGrouped ? Guarded(packedGroups) : nil
    rowSums = Guarded(sums)
    // So large that the results come near 1, where GELU bends.
    let size = 4 / (127 * 127 * Float(inputs).squareRoot())
    activationScales = Guarded((0..<rowCount).map { _ in abs(random.float()) + 0.1 })
    rowScales = Guarded(
      (0..<padded).map { $0 < outputs ? size * (abs(random.float()) + 0.1) : 0 })
    bias = random.flip() ? Guarded(random.floats(outputs)) : nil
  }

  /// Puts a 3-bit integer at its place, bit by bit.
  private static func store(
    _ integer: Int8, _ n: Int, _ k: Int, _ inputs: Int, in bytes: inout [UInt8]
  ) {
    let group = (n / 16 * (inputs / 32) + k / 32) * 192 + n % 16 * 4 + k % 4
    let quad = k % 32 / 4
    let code = UInt8(integer + 4)
    for (bit, byte, position) in [
      (0, quad / 4 * 64, quad % 4 * 2), (1, quad / 4 * 64, quad % 4 * 2 + 1), (2, 128, quad),
    ] {
      let isSet = code >> bit & 1 == 1
      let mask: UInt8 = 1 << position
      bytes[group + byte] = isSet ? bytes[group + byte] | mask : bytes[group + byte] & ~mask
    }
  }

  /// The output `[rowCount][stride]`, its last row without the rest of the stride.
  func run(
    _ set: TestedSet, rows: Range<Int>? = nil, blocks: Range<Int>? = nil
  ) -> Guarded<Float> {
    let out = Guarded(repeating: Self.untouched, count: (rowCount - 1) * stride + outputs)
    let encoded = Guarded(activations.map { UInt8(bitPattern: $0) ^ set.activationBias })
    let rows = rows ?? 0..<rowCount
    let blocks = blocks ?? 0..<(outputs + 15) / 16
    var job = unsafe gc_gemm(
      activations: encoded.pointer, activation_scales: activationScales.pointer,
      weights: packed.pointer,
      group_scales: groupScales.map { unsafe UnsafePointer($0.pointer) },
      row_scales: rowScales.pointer, row_sums: rowSums.pointer,
      bias: bias.map { unsafe UnsafePointer($0.pointer) }, out: out.pointer,
      inputs: Int32(inputs), outputs: Int32(outputs), out_stride: Int32(stride),
      apply_gelu: gelu ? 1 : 0)
    let functions = unsafe set.functions.pointee
    let multiply =
      unsafe bits == 8
      ? functions.gemm_int8 : bits == 4 ? functions.gemm_int4 : functions.gemm_int3
    unsafe multiply(
      &job, Int32(rows.lowerBound), Int32(rows.upperBound), Int32(blocks.lowerBound),
      Int32(blocks.upperBound))
    return out
  }
}
