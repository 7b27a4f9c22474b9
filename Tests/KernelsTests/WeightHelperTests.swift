import CKernels
import CQuantization
import TestSupport
import Testing

/// What conversion uses to lay weights out.
@Suite struct WeightHelperTests {
  @Test(arguments: [1, 2, 15, 16], [4, 12, 32, 768])
  func `an int8 block is packed by its formula, missing rows are zero`(
    rowCount: Int, inputs: Int
  ) {
    var random = Random(seed: 0x3e01)
    let q = Guarded((0..<rowCount * inputs).map { _ in Int8(random.integer(-127...127)) })
    let packed = Guarded<Int8>(repeating: 99, count: 16 * inputs)
    unsafe gc_pack_block_int8(q.pointer, Int32(rowCount), Int32(inputs), packed.pointer)
    let expected = Guarded<Int8>(count: 16 * inputs)
    for row in 0..<rowCount {
      for k in 0..<inputs {
        unsafe expected.pointer[(k / 4 * 16 + row) * 4 + k % 4] = q[row * inputs + k]
      }
    }
    expectSameBits(packed, expected, "\(rowCount) rows of \(inputs)")
    let sums = Guarded<Int32>(count: rowCount)
    unsafe gc_row_sums(q.pointer, Int32(rowCount), Int32(inputs), sums.pointer)
    for row in 0..<rowCount {
      #expect(
        Int(sums[row]) == q.values[row * inputs..<(row + 1) * inputs].reduce(0) { $0 + Int($1) })
    }
  }

  @Test(arguments: [1, 2, 15, 16], [32, 96, 768])
  func `blocks of 4 and 3 bits are packed by their formulas, missing rows are zero with scale 1`(
    rowCount: Int, inputs: Int
  ) {
    var random = Random(seed: 0x3e02)
    let groupCount = inputs / 32
    for bits in [4, 3] {
      let half = 1 << (bits - 1)
      let q = Guarded((0..<rowCount * inputs).map { _ in Int8(random.integer(-half...half - 1)) })
      let groups = Guarded((0..<rowCount * groupCount).map { _ in UInt8(random.integer(1...31)) })
      let packed = Guarded<UInt8>(repeating: 99, count: 2 * bits * inputs)
      let packedGroups = Guarded<UInt8>(repeating: 99, count: 16 * groupCount)
      unsafe gc_pack_block_grouped(
        Int32(bits), q.pointer, groups.pointer, Int32(rowCount), Int32(inputs), packed.pointer,
        packedGroups.pointer)
      for row in 0..<16 {
        for k in 0..<inputs {
          let code: UInt8
          if bits == 4 {
            let byte = packed[(k / 8 * 16 + row) * 4 + k % 4]
            code = k % 8 < 4 ? byte & 15 : byte >> 4
          } else {
            let first = k / 32 * 192 + row * 4 + k % 4
            let quad = k % 32 / 4
            code =
              packed[first + quad / 4 * 64] >> (quad % 4 * 2) & 3
              | (packed[first + 128] >> quad & 1) << 2
          }
          #expect(Int8(code) - Int8(half) == (row < rowCount ? q[row * inputs + k] : 0))
        }
        for group in 0..<groupCount {
          let expected = row < rowCount ? groups[row * groupCount + group] : 1
          #expect(packedGroups[group * 16 + row] == expected)
        }
      }
    }
  }

  @Test func `int4 table rows hold values i and i + 16 of a group in byte i`() {
    var random = Random(seed: 0x3e03)
    let (rowCount, width) = (3, 96)
    let q = Guarded((0..<rowCount * width).map { _ in Int8(random.integer(-8...7)) })
    let packed = Guarded<UInt8>(repeating: 99, count: rowCount * width / 2)
    unsafe gc_pack_table_int4(q.pointer, Int32(rowCount), Int32(width), packed.pointer)
    for index in 0..<rowCount * width {
      let byte = packed[index / 32 * 16 + index % 16]
      #expect(Int8(index % 32 < 16 ? byte & 15 : byte >> 4) - 8 == q[index])
    }
  }

  @Test(arguments: [(1, 1), (1, 40), (40, 1), (15, 17), (16, 16), (33, 100)])
  func `a transposed matrix has rows and columns exchanged`(rowCount: Int, columnCount: Int) {
    var random = Random(seed: 0x3e04)
    let x = Guarded(random.floats(rowCount * columnCount))
    let y = Guarded<Float>(count: rowCount * columnCount)
    unsafe gc_transpose(x.pointer, Int32(rowCount), Int32(columnCount), y.pointer)
    for row in 0..<rowCount {
      for column in 0..<columnCount {
        #expect(y[column * rowCount + row] == x[row * columnCount + column])
      }
    }
  }

  @Test(arguments: [0, 1, 5, 1023, 1024, 1025, 3000])
  func `the first value that is not finite is found at every place`(count: Int) {
    let finite: [Float] = [0, -0.0, .greatestFiniteMagnitude, .leastNonzeroMagnitude, -1]
    let clean = (0..<count).map { finite[$0 % finite.count] }
    func first(_ values: [Float]) -> Int {
      let guarded = Guarded(values)
      return unsafe gc_first_not_finite(guarded.pointer, values.count)
    }
    #expect(first(clean) == count)
    for index in [0, 1, 1022, 1023, 1024, 1025, 2047, 2048, count - 1]
    where clean.indices.contains(index) {
      for bad: Float in [.nan, .infinity, -.infinity, Float(bitPattern: 0xff80_0001)] {
        var values = clean
        values[index] = bad
        if index + 3 < count { values[index + 3] = .nan }
        #expect(first(values) == index)
      }
    }
  }
}
