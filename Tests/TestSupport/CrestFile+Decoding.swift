import CrestWriting
import Model
package import Base
package import CrestFormat
import Hashing

extension CrestFile {
  /// The values of a weight in the basis it is stored in, `[N, K]` row-major, true rows only, but
  /// padded inputs included; `nil` for tables of plain integers.
  ///
  /// A quantised value is the binary32 nearest to (integer x group scale) x row scale.
  ///
  /// - Precondition: the record is one of this file.
  package func decode(_ record: TensorRecord) -> [Float]? {
    guard let layout = record.layout else { return nil }
    let region = region(of: record)
    let (count, width) = (layout.rowCount * layout.storedInputCount, layout.storedInputCount)
    switch layout.encoding {
    case .f32: return region.elements(as: Float.self)
    case .f16:
      return region.elements(as: UInt16.self).map { FloatConversion.float(binary16: $0) }
    case .int8, .int4, .int3, .tableInt8, .tableInt4: break
    }
    var values: [Float] = []
    values.reserveCapacity(count)
    for first in QuantizedRows.starts(layout) {
      let block = QuantizedRows(region, layout, first: first)
      for (row, scale) in zip(block.rows, block.scales) where row < layout.rowCount {
        let begin = (row - first) * width
        for integer in block.integers[begin..<begin + width] {
          values.append(Float(integer) * scale)
        }
      }
    }
    return values
  }

  /// The SHA-256 of the decoded little-endian values; of the stored bytes for plain integers.
  ///
  /// - Precondition: the record is one of this file.
  package func decodedChecksum(_ record: TensorRecord) -> Checksum {
    guard let values = decode(record) else { return Checksum(of: region(of: record)) }
    var hasher = ChecksumHasher()
    unsafe values.withUnsafeBytes { unsafe hasher.update($0) }
    return hasher.finalize()
  }
}
