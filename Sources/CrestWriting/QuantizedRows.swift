import CrestFormat
package import Base
package import Model

/// Up to sixteen consecutive stored rows of a quantised weight, as integers in row-major order.
package struct QuantizedRows {
  /// Which rows of the weight, padded ones included.
  package let rows: Range<Int>
  /// Stored value times group scale, `[rows, K]`, padded inputs included.
  package let integers: [Int32]
  /// One scale for each row.
  package let scales: [Float]
  /// The stored sum of each row's integers; none for tables.
  let sums: [Int32]

  /// Reads the rows that begin at `first`, a multiple of 16.
  ///
  /// - Precondition: `layout` is that of `region` and its encoding has row scales.
  package init(_ region: ByteRegion, _ layout: WeightLayout, first: Int) {
    let rows = first..<min(first + KernelOrder.rowBlock, layout.storedRowCount)
    self.rows = rows
    integers = Self.integers(region, layout, rows)
    scales = Self.part(layout.rowScales, of: region, rows).elements(as: Float.self)
    sums = Self.part(layout.rowSums, of: region, rows).elements(as: Int32.self)
  }

  /// The first rows of all blocks of a weight.
  package static func starts(_ layout: WeightLayout) -> StrideTo<Int> {
    stride(from: 0, to: layout.storedRowCount, by: KernelOrder.rowBlock)
  }

  private static func part(
    _ range: Range<Int>, of region: ByteRegion, _ rows: Range<Int>
  ) -> ByteRegion {
    let size = range.isEmpty ? 0 : 4
    return region.slice(
      range.lowerBound + rows.lowerBound * size..<range.lowerBound + rows.upperBound * size)
  }

  private static func integers(
    _ region: ByteRegion, _ layout: WeightLayout, _ rows: Range<Int>
  ) -> [Int32] {
    let inputCount = layout.storedInputCount
    let rowByteCount = inputCount * layout.encoding.bitCount / 8
    let begin = layout.data.lowerBound
    let data = region.slice(
      begin + rows.lowerBound * rowByteCount..<begin + rows.upperBound * rowByteCount)
    switch layout.encoding {
    case .f32, .f16: preconditionFailure("\(layout.encoding) has no integers")
    case .tableInt8: return data.elements(as: Int8.self).map { Int32($0) }
    case .int8: return kernelOrder(data.elements(as: Int8.self), inputCount)
    case .int4, .int3, .tableInt4: break
    }
    let groupCount = inputCount / KernelOrder.groupSize
    let scaleBegin = layout.groupScales.lowerBound
    let groups = region.slice(
      scaleBegin + rows.lowerBound * groupCount..<scaleBegin + rows.upperBound * groupCount)
    switch layout.encoding {
    case .int4: return kernelOrder(packed: data.bytes, groups.bytes, inputCount)
    case .int3: return kernelOrder(planes: data.bytes, groups.bytes, inputCount)
    default: return table(packed: data.bytes, groups.bytes)
    }
  }

  /// `[K/4][16][4]` to `[16][K]`.
  private static func kernelOrder(_ data: [Int8], _ inputCount: Int) -> [Int32] {
    var result = [Int32](repeating: 0, count: data.count)
    for quad in 0..<inputCount / 4 {
      for row in 0..<16 {
        for position in 0..<4 {
          result[row * inputCount + quad * 4 + position] = Int32(
            data[quad * 64 + row * 4 + position])
        }
      }
    }
    return result
  }

  /// `[K/8][16][4]` bytes and `[K/32][16]` group scales to `[16][K]`.
  private static func kernelOrder(
    packed data: [UInt8], _ groups: [UInt8], _ inputCount: Int
  ) -> [Int32] {
    var result = [Int32](repeating: 0, count: data.count * 2)
    for octet in 0..<inputCount / 8 {
      for row in 0..<16 {
        let scale = Int32(groups[octet / 4 * 16 + row])
        for position in 0..<4 {
          let byte = data[(octet * 16 + row) * 4 + position]
          let target = row * inputCount + octet * 8 + position
          result[target] = (Int32(byte & 15) - 8) * scale
          result[target + 4] = (Int32(byte >> 4) - 8) * scale
        }
      }
    }
    return result
  }

  /// `[K/32][3][16][4]` bytes, two planes of lower bits and one of the highest, and `[K/32][16]` group
  /// scales to `[16][K]`.
  private static func kernelOrder(
    planes data: [UInt8], _ groups: [UInt8], _ inputCount: Int
  ) -> [Int32] {
    var result = [Int32](repeating: 0, count: 16 * inputCount)
    for (index, scale) in groups.enumerated() {
      let (group, row) = (index / 16, index % 16)
      for input in 0..<32 {
        let (quad, position) = (input / 4, input % 4)
        let byte = group * 192 + row * 4 + position
        let low = Int32(data[byte + quad / 4 * 64]) >> (2 * (quad % 4)) & 3
        let high = Int32(data[byte + 128]) >> quad & 1
        result[row * inputCount + group * 32 + input] = (low + 4 * high - 4) * Int32(scale)
      }
    }
    return result
  }

  /// `[rows][K/32]` groups of 16 bytes with one scale each to `[rows][K]`.
  private static func table(packed data: [UInt8], _ groups: [UInt8]) -> [Int32] {
    var result = [Int32](repeating: 0, count: data.count * 2)
    for (group, scale) in groups.enumerated() {
      for position in 0..<16 {
        let byte = data[group * 16 + position]
        result[group * 32 + position] = (Int32(byte & 15) - 8) * Int32(scale)
        result[group * 32 + position + 16] = (Int32(byte >> 4) - 8) * Int32(scale)
      }
    }
    return result
  }
}
