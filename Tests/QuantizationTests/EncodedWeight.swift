import Base
import Model

/// The integers and scales of an encoded weight, read from its bytes by the table in `WeightLayout`.
struct EncodedWeight {
  let layout: WeightLayout
  let bytes: [UInt8]

  /// The stored value of a row and input, without any scale.
  func integer(_ row: Int, _ input: Int) -> Int {
    let (width, begin) = (layout.inputCount, layout.data.lowerBound)
    let (block, lane) = (row / 16, row % 16)
    switch layout.encoding {
    case .int8:
      let at = ((block * (width / 4) + input / 4) * 16 + lane) * 4 + input % 4
      return Int(Int8(bitPattern: bytes[begin + at]))
    case .tableInt8: return Int(Int8(bitPattern: bytes[begin + row * width + input]))
    case .int4:
      let at = ((block * (width / 8) + input / 8) * 16 + lane) * 4 + input % 4
      return nibble(bytes[begin + at], isHigh: input % 8 >= 4)
    case .int3:
      let at = begin + (block * (width / 32) + input / 32) * 192 + lane * 4 + input % 4
      let quad = input % 32 / 4
      let low = bytes[at + quad / 4 * 64] >> (quad % 4 * 2) & 3
      return Int(low) + Int(bytes[at + 128] >> quad & 1) * 4 - 4
    case .tableInt4:
      let at = row * width / 2 + input / 32 * 16 + input % 16
      return nibble(bytes[begin + at], isHigh: input % 32 >= 16)
    case .f32, .f16: preconditionFailure("no integers")
    }
  }

  /// The integer scale of a row and input; 1 where the encoding has none.
  func groupScale(_ row: Int, _ input: Int) -> Int {
    let (groups, begin) = (layout.inputCount / 32, layout.groupScales.lowerBound)
    switch layout.encoding {
    case .int4, .int3: return Int(bytes[begin + (row / 16 * groups + input / 32) * 16 + row % 16])
    case .tableInt4: return Int(bytes[begin + row * groups + input / 32])
    default: return 1
    }
  }

  /// The scale of a row.
  func rowScale(_ row: Int) -> Float {
    Float(bitPattern: word(layout.rowScales.lowerBound + row * 4))
  }

  /// The stored sum of a row's integers times their group scales.
  func rowSum(_ row: Int) -> Int {
    Int(Int32(bitPattern: word(layout.rowSums.lowerBound + row * 4)))
  }

  /// The integers of a row times their group scales.
  func products(_ row: Int) -> [Int] {
    (0..<layout.inputCount).map { integer(row, $0) * groupScale(row, $0) }
  }

  /// The values of a row in the basis it is stored in.
  func values(_ row: Int) -> [Double] {
    products(row).map { Double(Float($0) * rowScale(row)) }
  }

  private func nibble(_ byte: UInt8, isHigh: Bool) -> Int {
    Int(isHigh ? byte >> 4 : byte & 15) - 8
  }

  private func word(_ offset: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << ($1 * 8) }
  }
}

/// The squared error of the plainest int4 or int3 there is: the row's largest value becomes 7 x 15 or
/// 3 x 31 row scales, a group's largest gives the group scale, and nothing is searched.
func plainError(_ row: [Double], _ encoding: WeightEncoding = .int4) -> Double {
  let (half, largestGroup) = encoding == .int3 ? (4.0, 31.0) : (8.0, 15.0)
  let scale = row.reduce(0) { max($0, abs($1)) } / ((half - 1) * largestGroup)
  guard scale > 0 else { return 0 }
  return stride(from: 0, to: row.count, by: 32).reduce(0.0) { sum, first in
    let group = row[first..<first + 32]
    let largest = group.reduce(0) { max($0, abs($1)) }
    let step = scale * min(largestGroup, max(1, (largest / (half * scale)).rounded(.up)))
    return group.reduce(sum) { sum, value in
      let rounded = max(-half, min(half - 1, (value / step).rounded(.toNearestOrEven)))
      return sum + (value - rounded * step) * (value - rounded * step)
    }
  }
}

/// The squared distance of two rows.
func squaredError(_ a: [Double], _ b: [Double]) -> Double {
  zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
}
