import CKernels
import TestSupport
import Testing

@Suite struct EmbedTests {
  static let vocabulary = 9

  /// A table of random rows and its values, decoded here from the layout's words.
  private struct Table {
    let data: Guarded<UInt8>
    let groups: Guarded<UInt8>
    let scales: Guarded<Float>
    let kind: Int
    /// Values of a stored row.
    let stored: Int
    let values: [Float]

    init(kind: Int, hidden: Int, random: inout Random) {
      stored = kind == GC_TABLE_INT4 ? (hidden + 31) / 32 * 32 : hidden
      let (hidden, count) = (stored, vocabulary * stored)
      self.kind = kind
      scales = Guarded((0..<vocabulary).map { _ in random.float() / 50 })
      groups = Guarded((0..<count / 32).map { _ in UInt8(random.integer(1...15)) })
      let bytes = (0..<count * 4).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      switch kind {
      case GC_TABLE_F32:
        values = random.normals(count)
        data = Guarded(
          values.flatMap { value in
            (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> ($0 * 8)) }
          },
          alignment: 4)
      case GC_TABLE_F16:
        // The lowest exponent bit is cleared, so that no value is infinite or NaN.
        let halves = (0..<count).map {
          (UInt16(bytes[2 * $0]) | UInt16(bytes[2 * $0 + 1]) << 8) & 0xfbff
        }
        values = halves.map(Binary16.decode)
        data = Guarded(halves.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }, alignment: 2)
      case GC_TABLE_INT8:
        let scales = scales
        data = Guarded(Array(bytes.prefix(count)))
        // The double product is exact, so that this rounds once.
        values = (0..<count).map {
          Float(Double(Int8(bitPattern: bytes[$0])) * Double(scales[$0 / hidden]))
        }
      default:
        let (scales, groups) = (scales, groups)
        data = Guarded(Array(bytes.prefix(count / 2)))
        values = (0..<count).map { index in
          let (group, i) = (index / 32, index % 32)
          let byte = bytes[group * 16 + i % 16]
          let q = Int(i < 16 ? byte & 15 : byte >> 4) - 8
          return Float(Double(q * Int(groups[group])) * Double(scales[index / hidden]))
        }
      }
    }
  }

  @Test(arguments: [GC_TABLE_F32, GC_TABLE_F16, GC_TABLE_INT8, GC_TABLE_INT4], [96, 1, 26, 80])
  func `rows are decoded, then the type and the position are added`(kind: Int, hidden: Int) {
    var random = Random(seed: 0xe301)
    let table = Table(kind: kind, hidden: hidden, random: &random)
    let ids = Guarded<Int32>([8, 0, 3, 3])
    let positions = Guarded<Int32>([0, 4, 2, 4])
    let positionTable = Guarded(random.floats(5 * hidden))
    let type = Guarded(random.floats(hidden))
    var source = unsafe gc_table(
      data: table.data.pointer, group_scales: table.groups.pointer,
      row_scales: table.scales.pointer, kind: Int32(kind), hidden: Int32(hidden),
      stored: Int32(table.stored))
    for (hasPositions, hasType) in [(false, false), (false, true), (true, false), (true, true)] {
      let x = Guarded<Float>(count: 4 * hidden)
      unsafe gc_embed(
        &source, ids.pointer, positions.pointer, hasPositions ? positionTable.pointer : nil,
        hasType ? type.pointer : nil, 4, x.pointer)
      let expected = (0..<4 * hidden).map { index in
        let (row, h) = (index / hidden, index % hidden)
        var value = table.values[Int(ids[row]) * table.stored + h]
        if hasType { value += type[h] }
        if hasPositions { value += positionTable[Int(positions[row]) * hidden + h] }
        return value
      }
      expectSameBits(x, Guarded(expected), "kind \(kind), \(hidden) wide")
    }
  }
}

/// IEEE binary16 from its definition.
enum Binary16 {
  static func decode(_ bits: UInt16) -> Float {
    let (exponent, fraction) = (Int(bits >> 10 & 31), Double(bits & 1023))
    let sign: Float = bits & 0x8000 == 0 ? 1 : -1
    if exponent == 31 { return fraction == 0 ? sign * .infinity : .nan }
    let significand = exponent == 0 ? fraction * 2 : 1024 + fraction
    return sign * Float(significand * Double(sign: .plus, exponent: exponent - 25, significand: 1))
  }
}

@Suite struct Binary16Tests {
  private func narrow(_ values: [Float]) -> [UInt16] {
    let (input, output) = (Guarded(values), Guarded<UInt16>(count: values.count))
    unsafe gc_narrow_binary16(input.pointer, values.count, output.pointer)
    return output.values
  }

  @Test func `all binary16 values are widened exactly and come back`() {
    let all = (0...65535).map { UInt16($0) }
    let (input, output) = (Guarded(all), Guarded<Float>(count: all.count))
    unsafe gc_widen_binary16(input.pointer, all.count, output.pointer)
    let back = narrow(output.values)
    for bits in all {
      let (value, expected) = (output[Int(bits)], Binary16.decode(bits))
      guard !expected.isNaN else {
        #expect(value.isNaN && Binary16.decode(back[Int(bits)]).isNaN)
        continue
      }
      #expect(value.bitPattern == expected.bitPattern)
      #expect(back[Int(bits)] == bits)
    }
  }

  @Test func `values between two binary16 values go to the nearer, ties to the even one`() {
    // 65520 lies in the middle between the largest value and what would be the next, infinity.
    let largest = UInt16(0x7bff)
    for bits in 0...largest {
      let low = Binary16.decode(bits)
      let high = bits == largest ? 65536 : Binary16.decode(bits + 1)
      let middle = low + (high - low) / 2
      let found = narrow([middle.nextDown, middle, middle.nextUp, -middle])
      let even = bits % 2 == 0 ? bits : bits + 1
      #expect(found == [bits, even, bits + 1, even | 0x8000])
    }
    #expect(narrow([.infinity, -.infinity, .greatestFiniteMagnitude]) == [0x7c00, 0xfc00, 0x7c00])
  }
}
