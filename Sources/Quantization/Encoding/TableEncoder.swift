import CQuantization
public import Base
public import Kernels
public import Model

/// Turns a lookup table that arrives by pieces of rows into the bytes of its encoding.
///
/// The values of a piece are returned at once, at their place in the table; the scales, which lie
/// behind all values, are kept until the end.
public final class TableEncoder {
  /// The table's layout.
  public let layout: WeightLayout

  private let compute: Compute
  private let groupScales: AlignedBuffer
  private let rowScales: FloatBuffer
  private var rowCount = 0

  /// Begins a table of `layout`, a table encoding.
  public init(layout: WeightLayout, compute: Compute) {
    precondition(layout.encoding == .tableInt8 || layout.encoding == .tableInt4)
    self.layout = layout
    self.compute = compute
    groupScales = AlignedBuffer(byteCount: layout.groupScales.count)
    rowScales = FloatBuffer(count: layout.rowCount)
  }

  /// Encodes the next `count` rows, which `values` begins with.
  ///
  /// - Returns: the offset of their values in the table's bytes, and the values.
  public func append(_ values: FloatBuffer, rowCount count: Int) -> (offset: Int, bytes: ByteRegion)
  {
    precondition(rowCount + count <= layout.rowCount)
    let rowBytes = layout.data.count / layout.rowCount
    let groupBytes = layout.groupScales.count / layout.rowCount
    let data = AlignedBuffer(byteCount: count * rowBytes)
    let groups = AlignedBuffer(byteCount: count * groupBytes)
    let scales = FloatBuffer(count: count)
    let chunk = 64
    compute.pool.run((count + chunk - 1) / chunk) { index in
      compute.encodeTableRows(
        layout.encoding, values: values, rows: index * chunk..<min(count, (index + 1) * chunk),
        width: layout.inputCount, data: data, groupScales: groups, rowScales: scales)
    }
    let first = rowCount
    rowScales.store(scales.values(0..<count), at: first)
    unsafe groupScales.withUnsafeMutableBytes { target in
      unsafe groups.region.withUnsafeBytes { source in
        unsafe UnsafeMutableRawBufferPointer(
          rebasing: target[first * groupBytes..<(first + count) * groupBytes]
        ).copyMemory(from: source)
      }
    }
    rowCount += count
    return (first * rowBytes, data.region)
  }

  /// The parts behind the values: their offsets and bytes, in file order.
  ///
  /// - Precondition: all rows were appended.
  public func finish() -> [(offset: Int, bytes: ByteRegion)] {
    precondition(rowCount == layout.rowCount)
    var parts: [(offset: Int, bytes: ByteRegion)] = []
    if !layout.groupScales.isEmpty {
      parts.append((layout.groupScales.lowerBound, groupScales.region))
    }
    parts.append((layout.rowScales.lowerBound, rowScales.bytes))
    return parts
  }
}

extension Compute {
  /// Encodes rows of a lookup table as tableInt8 or tableInt4, not rotated.
  ///
  /// `values` holds `rowCount` rows; the parts go to separate buffers that hold these rows only.
  public func encodeTableRows(
    _ encoding: WeightEncoding, values: FloatBuffer, rows: Range<Int>, width: Int,
    data: AlignedBuffer, groupScales: AlignedBuffer, rowScales: FloatBuffer
  ) {
    precondition(encoding == .tableInt8 || encoding == .tableInt4)
    precondition(width <= Compute.largestInputCount && rows.upperBound * width <= values.count)
    let (first, rowCount) = (rows.lowerBound, rows.count)
    let source = unsafe UnsafePointer(values.pointer + first * width)
    if encoding == .tableInt8 {
      precondition(rows.upperBound * width <= data.byteCount)
      unsafe quantizeInt8(
        source, rowCount, width, rotation: 1, into: data.baseAddress + first * width,
        scales: rowScales.pointer + first)
    } else {
      let groupCount = width / KernelOrder.groupSize
      precondition(rows.upperBound * width / 2 <= data.byteCount)
      precondition(rows.upperBound * groupCount <= groupScales.byteCount)
      let quantized = AlignedBuffer(byteCount: rowCount * width)
      let sums = IndexBuffer(count: rowCount)
      let integers = unsafe quantized.baseAddress.assumingMemoryBound(to: Int8.self)
      unsafe gc_quantize_rows_grouped(
        4, source, Int32(rowCount), Int32(width), 1, integers,
        (groupScales.baseAddress + first * groupCount).assumingMemoryBound(to: UInt8.self),
        rowScales.pointer + first, sums.pointer)
      unsafe gc_pack_table_int4(
        integers, Int32(rowCount), Int32(width),
        (data.baseAddress + first * width / 2).assumingMemoryBound(to: UInt8.self))
    }
  }
}
