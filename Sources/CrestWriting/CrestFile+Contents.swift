package import CrestFormat
import Hashing
import Base
import Model

extension CrestFile {
  /// Proves every tensor's checksum, the zero bytes around them and the rules for their contents.
  ///
  /// - Throws: `CrestError.tensorChecksum`, `.padding` or `.tensorContent`, naming the first tensor
  ///   and value that is wrong; `.file` if the file is shortened meanwhile.
  package func verifyChecksums() throws(CrestError) {
    try mapping.reading(CrestError.file) { () throws(CrestError) in try checkTensors() }
  }

  private func checkTensors() throws(CrestError) {
    var end = CrestLimits.headByteCount
    for record in manifest.tensors {
      try checkPadding(end..<record.offset)
      let region = region(of: record)
      let found = Checksum(of: region)
      guard found == record.checksum else {
        throw .tensorChecksum(
          path: path, tensor: record.name, expected: record.checksum, found: found)
      }
      if let layout = record.layout { try checkContent(record, region, layout) }
      end = record.offset + record.byteCount
    }
    try checkPadding(end..<end.aligned(to: CrestLimits.tensorAlignment))
  }

  private func checkPadding(_ range: Range<Int>) throws(CrestError) {
    let bytes = mapping.region(range).bytes
    guard let index = bytes.firstIndex(where: { $0 != 0 }) else { return }
    throw .padding(path: path, offset: range.lowerBound + index, found: bytes[index])
  }

  private func checkContent(
    _ record: TensorRecord, _ region: ByteRegion, _ layout: WeightLayout
  ) throws(CrestError) {
    var end = 0
    for part in [layout.data, layout.groupScales, layout.rowScales, layout.rowSums] {
      guard !part.isEmpty else { continue }
      try checkPadding(record.offset + end..<record.offset + part.lowerBound)
      end = part.upperBound
    }
    switch layout.encoding {
    case .f32, .f16: try checkFinite(record, region, layout)
    case .int8, .int4, .int3, .tableInt8, .tableInt4:
      for first in QuantizedRows.starts(layout) {
        try checkGroupScales(record, region, layout, first: first)
        try check(QuantizedRows(region, layout, first: first), record, layout)
      }
    }
  }

  private func checkFinite(
    _ record: TensorRecord, _ region: ByteRegion, _ layout: WeightLayout
  ) throws(CrestError) {
    let pieceByteCount = 1 << 20
    let size = layout.encoding == .f32 ? 4 : 2
    for begin in stride(from: 0, to: region.byteCount, by: pieceByteCount) {
      let piece = region.slice(begin..<min(begin + pieceByteCount, region.byteCount))
      let values =
        size == 4
        ? piece.elements(as: Float.self)
        : piece.elements(as: UInt16.self).map { FloatConversion.float(binary16: $0) }
      guard let index = values.firstIndex(where: { !$0.isFinite }) else { continue }
      throw content(
        record, "data", begin / size + index, expected: "a finite number",
        found: "\(values[index])")
    }
  }

  private func checkGroupScales(
    _ record: TensorRecord, _ region: ByteRegion, _ layout: WeightLayout, first: Int
  ) throws(CrestError) {
    guard let largest = layout.encoding.largestGroupScale else { return }
    let groupCount = layout.storedInputCount / KernelOrder.groupSize
    let end = min(first + KernelOrder.rowBlock, layout.storedRowCount)
    let begin = layout.groupScales.lowerBound
    let scales = region.slice(begin + first * groupCount..<begin + end * groupCount).bytes
    guard let index = scales.firstIndex(where: { !(1...largest).contains(Int($0)) }) else { return }
    throw content(
      record, "groupScales", first * groupCount + index, expected: "1...\(largest)",
      found: "\(scales[index])")
  }

  private func check(
    _ block: QuantizedRows, _ record: TensorRecord, _ layout: WeightLayout
  ) throws(CrestError) {
    for (index, scale) in block.scales.enumerated() where !(scale.isFinite && scale >= 0) {
      throw content(
        record, "rowScales", block.rows.lowerBound + index,
        expected: "a finite number not below 0", found: "\(scale)")
    }
    let width = layout.storedInputCount
    for row in block.rows {
      let begin = (row - block.rows.lowerBound) * width
      let integers = block.integers[begin..<begin + width]
      // The symmetric range; kernels that take absolute values rely on it.
      if let index = integers.firstIndex(of: -128) {
        throw content(
          record, "data", row * width + index - begin, expected: "-127...127",
          found: "-128")
      }
      if !block.sums.isEmpty {
        let sum = integers.reduce(0, &+)
        let stored = block.sums[row - block.rows.lowerBound]
        guard sum == stored else {
          throw content(record, "rowSums", row, expected: "\(sum)", found: "\(stored)")
        }
      }
      // A rotation mixes padded inputs with others of their block.
      if record.rotation == 1,
        let index = integers[(begin + layout.inputCount)...].firstIndex(where: { $0 != 0 })
      {
        throw content(
          record, "data", row * width + index - begin, expected: "0 for a padded input",
          found: "\(integers[index])")
      }
      guard row >= layout.rowCount else { continue }
      if let index = integers.firstIndex(where: { $0 != 0 }) {
        throw content(
          record, "data", row * width + index - begin, expected: "0 in a padded row",
          found: "\(integers[index])")
      }
      let scale = block.scales[row - block.rows.lowerBound]
      guard scale.bitPattern == 0 else {
        throw content(record, "rowScales", row, expected: "0 for a padded row", found: "\(scale)")
      }
    }
    try checkPaddedGroups(block, record, layout)
  }

  private func checkPaddedGroups(
    _ block: QuantizedRows, _ record: TensorRecord, _ layout: WeightLayout
  ) throws(CrestError) {
    guard layout.encoding.isKernelOrder, !layout.groupScales.isEmpty,
      block.rows.upperBound > layout.rowCount
    else { return }
    let groupCount = layout.storedInputCount / KernelOrder.groupSize
    let scales = region(of: record, part: \.groupScales)
    let begin = block.rows.lowerBound * groupCount
    for (index, scale) in scales.slice(begin..<begin + block.rows.count * groupCount).bytes
      .enumerated()
    where block.rows.lowerBound + index % 16 >= layout.rowCount && scale != 1 {
      throw content(
        record, "groupScales", begin + index, expected: "1 for a padded row", found: "\(scale)")
    }
  }

  private func content(
    _ record: TensorRecord, _ part: String, _ index: Int, expected: String, found: String
  ) -> CrestError {
    .tensorContent(
      path: path, tensor: record.name, part: part, index: index, expected: expected, found: found)
  }
}
