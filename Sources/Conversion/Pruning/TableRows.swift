import CrestWriting
import Base
import CrestFormat
import Model

/// Copies some rows of a lookup table into a smaller one, whatever the encoding, piece by piece.
struct TableRows {
  /// Rows that are in memory at a time.
  private static let rowCount = 4096

  let source: ByteRegion
  let sourceLayout: WeightLayout
  let layout: WeightLayout
  /// The rows to copy, rising.
  let rows: [Int]

  /// Writes all parts of tensor number `index`.
  func write(to writer: CrestWriter, tensor index: Int) throws(CrestError) {
    for part in [\WeightLayout.data, \.groupScales, \.rowScales] {
      let (from, to) = (sourceLayout[keyPath: part], layout[keyPath: part])
      guard !to.isEmpty else { continue }
      let width = to.count / rows.count
      for first in stride(from: 0, to: rows.count, by: TableRows.rowCount) {
        let range = first..<min(rows.count, first + TableRows.rowCount)
        let piece = gather(range, part: source.slice(from), width: width)
        try writer.write(piece, tensor: index, at: to.lowerBound + range.lowerBound * width)
      }
    }
  }

  private func gather(_ range: Range<Int>, part: ByteRegion, width: Int) -> ByteRegion {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count * width)
    for row in rows[range] { bytes += part.slice(row * width..<(row + 1) * width).bytes }
    let (first, last) = (rows[range.lowerBound], rows[range.upperBound - 1])
    part.slice(first * width..<(last + 1) * width).advise(.dontNeed)
    return ByteRegion(copying: bytes)
  }
}
