import Base
import CrestFormat
import Model

/// SplitMix64: the same numbers on every machine.
struct SeededNumbers: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  mutating func float() -> Float { Float(next() >> 40) / Float(1 << 24) * 2 - 1 }

  mutating func int(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next() % UInt64(range.count))
  }
}

/// Valid bytes for any encoding, from a seed.
func syntheticBytes(_ tensor: TensorDeclaration, seed: UInt64) -> [UInt8] {
  var numbers = SeededNumbers(state: seed)
  let elementCount = tensor.shape.reduce(1, *)
  var bytes: [UInt8] = []
  guard let layout = tensor.layout else {
    for _ in 0..<elementCount {
      if tensor.encoding == .u8 {
        bytes.append(UInt8(truncatingIfNeeded: numbers.next()))
      } else {
        bytes.appendLittleEndian(UInt32(truncatingIfNeeded: numbers.next()))
      }
    }
    return bytes
  }
  switch layout.encoding {
  case .f32:
    for _ in 0..<elementCount { bytes.appendLittleEndian(numbers.float().bitPattern) }
  case .f16:
    for index in 0..<elementCount {
      // Every third value is subnormal.
      let scale: Float = index.isMultiple(of: 3) ? 0x1p-15 : 4
      bytes.appendLittleEndian(FloatConversion.binary16(numbers.float() * scale))
    }
  case .int8, .int4, .int3, .tableInt8, .tableInt4:
    bytes = quantized(layout, rotation: tensor.rotation, &numbers)
  }
  return bytes
}

private func quantized(
  _ layout: WeightLayout, rotation: Int, _ numbers: inout SeededNumbers
) -> [UInt8] {
  var bytes = [UInt8](repeating: 0, count: layout.byteCount)
  let (inputCount, begin) = (layout.storedInputCount, layout.data.lowerBound)
  for row in 0..<layout.storedRowCount {
    let isTrueRow = row < layout.rowCount
    var groups = [Int](repeating: 1, count: inputCount / 32)
    if isTrueRow {
      for index in groups.indices {
        groups[index] = numbers.int(1...(layout.encoding.largestGroupScale ?? 15))
      }
    }
    var sum = 0
    for input in 0..<inputCount {
      let isTrue = isTrueRow && (input < layout.inputCount || rotation > 1)
      switch layout.encoding {
      case .f32, .f16: preconditionFailure("no quantised encoding")
      case .int8, .tableInt8:
        let value = isTrue ? numbers.int(-127...127) : 0
        sum += value
        let index =
          layout.encoding == .int8
          ? ((row / 16 * (inputCount / 4) + input / 4) * 16 + row % 16) * 4 + input % 4
          : row * inputCount + input
        bytes[begin + index] = UInt8(bitPattern: Int8(value))
      case .int4, .tableInt4:
        let value = isTrue ? numbers.int(-8...7) : 0
        sum += value * groups[input / 32]
        let (index, isHigh) =
          layout.encoding == .int4
          ? (
            ((row / 16 * (inputCount / 8) + input / 8) * 16 + row % 16) * 4 + input % 4,
            input % 8 >= 4
          )
          : (row * inputCount / 2 + input / 32 * 16 + input % 16, input % 32 >= 16)
        bytes[begin + index] |= UInt8(value + 8) << (isHigh ? 4 : 0)
      case .int3:
        let value = isTrue ? numbers.int(-4...3) : 0
        sum += value * groups[input / 32]
        let group = (row / 16 * (inputCount / 32) + input / 32) * 192 + row % 16 * 4 + input % 4
        let quad = input % 32 / 4
        bytes[begin + group + quad / 4 * 64] |= UInt8((value + 4) & 3) << (quad % 4 * 2)
        bytes[begin + group + 128] |= UInt8((value + 4) >> 2) << quad
      }
    }
    if !layout.groupScales.isEmpty {
      for (group, scale) in groups.enumerated() {
        let index =
          layout.encoding.isKernelOrder
          ? (row / 16 * (inputCount / 32) + group) * 16 + row % 16 : row * inputCount / 32 + group
        bytes[layout.groupScales.lowerBound + index] = UInt8(scale)
      }
    }
    put(isTrueRow ? abs(numbers.float()).bitPattern : 0, at: layout.rowScales.lowerBound + row * 4)
    if !layout.rowSums.isEmpty {
      put(UInt32(bitPattern: Int32(sum)), at: layout.rowSums.lowerBound + row * 4)
    }
  }
  func put(_ word: UInt32, at offset: Int) {
    for index in 0..<4 { bytes[offset + index] = UInt8(truncatingIfNeeded: word >> (index * 8)) }
  }
  return bytes
}
