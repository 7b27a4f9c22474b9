package import Base
import CKernels
import CQuantization
package import Kernels
package import Model

/// Turns a matrix in memory into the bytes of its encoding.
package struct MatrixEncoder: Sendable {
  /// The kernels and threads that do the work.
  package let compute: Compute

  /// Works with the kernels and threads of `compute`.
  package init(compute: Compute) { self.compute = compute }

  /// The rotation that weights of `inputCount` inputs, padding included, are stored in; 1 where nothing
  /// is rotated.
  package static func rotation(of encoding: WeightEncoding, inputCount: Int) -> Int {
    switch encoding {
    case .int8, .int4, .int3: KernelOrder.rotationSize(inputCount: inputCount)
    case .f32, .f16, .tableInt8, .tableInt4: 1
    }
  }

  /// Encodes `values` `[N, K]` as f32, f16, int8, int4 or int3, rotated in blocks of `rotation`; the
  /// same bytes for any thread count.
  ///
  /// - Precondition: the values are finite; tables go through `TableEncoder`.
  package func encode(_ values: FloatBuffer, layout: WeightLayout, rotation: Int) -> AlignedBuffer {
    let count = layout.rowCount * layout.inputCount
    precondition(values.count >= count)
    let output = AlignedBuffer(byteCount: layout.byteCount)
    switch layout.encoding {
    case .tableInt8, .tableInt4: preconditionFailure("tables are encoded by rows")
    case .f32:
      unsafe output.withUnsafeMutableBytes { target in
        unsafe values.bytes.withUnsafeBytes { source in
          unsafe target.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[0..<count * 4]))
        }
      }
    case .f16: compute.narrow(values, range: 0..<count, into: output)
    case .int8, .int4, .int3:
      compute.pool.run(layout.storedRowCount / KernelOrder.rowBlock) { block in
        let first = block * KernelOrder.rowBlock
        guard layout.isPadded else {
          return compute.encodeBlock(
            block, of: layout, values: values, firstValue: first * layout.inputCount,
            rotation: rotation, into: output)
        }
        let rows = first..<min(first + KernelOrder.rowBlock, layout.rowCount)
        compute.encodeBlock(
          block, of: layout,
          values: values.padded(
            rows: rows, width: layout.inputCount, to: layout.storedInputCount),
          firstValue: 0, rotation: rotation, into: output)
      }
    }
    return output
  }

  /// How many inputs of a linear there may be for every token that was seen: with more, what was
  /// measured says more about the few tokens than about the linear.
  package static let inputsPerToken = 16

  /// Encodes `values` `[N, K]` as int8, int4 or int3 so that the outputs err least over measured inputs.
  ///
  /// - Returns: `nil` if the inputs say too little: fewer tokens than a sixteenth of `K`, or only
  ///   zeros.
  /// - Precondition: the values are finite and may be left rotated; `K`, padding included, is a
  ///   multiple of 32.
  package func encode(
    _ values: FloatBuffer, layout: WeightLayout, inputs: InputStatistics
  ) -> AlignedBuffer? {
    guard inputs.tokenCount * MatrixEncoder.inputsPerToken >= layout.inputCount,
      let rotation = inputs.rotation, let goal = inputs.goal()
    else { return nil }
    let values =
      layout.isPadded
      ? values.padded(
        rows: 0..<layout.rowCount, width: layout.inputCount, to: layout.storedInputCount)
      : values
    compute.rotate(
      values, rowCount: layout.rowCount, width: layout.storedInputCount, rotation: rotation,
      factor: 1 / Float(rotation))
    return compute.round(values, layout: layout, goal: goal)
  }
}

extension Compute {
  /// Encodes one block of up to 16 rows of a matrix `[N, K]` as int8, int4 or int3.
  ///
  /// `values` holds the block's rows, padding included, from index `firstValue` on; everything goes to
  /// its place in `output`, which is laid out as `layout` says. The result is the same for every kernel
  /// set.
  ///
  /// - Precondition: `K` is at most `largestInputCount` and a multiple of `rotation`.
  package func encodeBlock(
    _ block: Int, of layout: WeightLayout, values: FloatBuffer, firstValue: Int, rotation: Int,
    into output: AlignedBuffer
  ) {
    let inputs = layout.storedInputCount
    let rowCount = min(16, layout.rowCount - block * 16)
    precondition(layout.encoding.isKernelOrder)
    precondition(inputs <= Compute.largestInputCount && inputs % rotation == 0)
    precondition(firstValue + rowCount * inputs <= values.count)
    precondition(output.byteCount == layout.byteCount)
    let quantized = AlignedBuffer(byteCount: 16 * inputs)
    let integers = unsafe quantized.baseAddress.assumingMemoryBound(to: Int8.self)
    let base = unsafe output.baseAddress
    let scales = unsafe (base + layout.rowScales.lowerBound + block * 64)
      .assumingMemoryBound(to: Float.self)
    let sums = unsafe (base + layout.rowSums.lowerBound + block * 64)
      .assumingMemoryBound(to: Int32.self)
    let source = unsafe UnsafePointer(values.pointer + firstValue)
    if layout.encoding == .int8 {
      unsafe quantizeInt8(
        source, rowCount, inputs, rotation: rotation, into: quantized.baseAddress, scales: scales)
      unsafe gc_row_sums(integers, Int32(rowCount), Int32(inputs), sums)
      unsafe gc_pack_block_int8(
        integers, Int32(rowCount), Int32(inputs),
        (base + layout.data.lowerBound + block * 16 * inputs).assumingMemoryBound(to: Int8.self))
    } else {
      let groupCount = inputs / KernelOrder.groupSize
      let groups = AlignedBuffer(byteCount: 16 * groupCount)
      let groupScales = unsafe groups.baseAddress.assumingMemoryBound(to: UInt8.self)
      let bits = Int32(layout.encoding.bitCount)
      unsafe gc_quantize_rows_grouped(
        bits, source, Int32(rowCount), Int32(inputs), Int32(rotation), integers, groupScales,
        scales, sums)
      unsafe gc_pack_block_grouped(
        bits, integers, groupScales, Int32(rowCount), Int32(inputs),
        (base + layout.data.lowerBound + block * 2 * Int(bits) * inputs)
          .assumingMemoryBound(to: UInt8.self),
        (base + layout.groupScales.lowerBound + block * 16 * groupCount)
          .assumingMemoryBound(to: UInt8.self))
    }
  }

  @unsafe func quantizeInt8(
    _ source: UnsafePointer<Float>, _ rowCount: Int, _ width: Int, rotation: Int,
    into bytes: UnsafeMutableRawPointer, scales: UnsafeMutablePointer<Float>
  ) {
    unsafe kernels.functions.pointee.quantize(
      source, Int32(rowCount), Int32(width), Int32(rotation), bytes, scales)
    unsafe gc_activations_to_int8(kernels.functions, bytes, rowCount * width)
    // The factor 1 / B of the rotated weights; exact, since B is a power of two.
    for row in 0..<rowCount { unsafe scales[row] /= Float(rotation) }
  }
}

/// Turns a lookup table that arrives by pieces of rows into the bytes of its encoding.
///
/// The values of a piece are returned at once, at their place in the table; the scales, which lie
/// behind all values, are kept until the end.
package final class TableEncoder {
  package let layout: WeightLayout

  private let compute: Compute
  private let groupScales: AlignedBuffer
  private let rowScales: FloatBuffer
  private var rowCount = 0

  /// Begins a table of `layout`, a table encoding.
  package init(layout: WeightLayout, compute: Compute) {
    precondition(layout.encoding == .tableInt8 || layout.encoding == .tableInt4)
    self.layout = layout
    self.compute = compute
    groupScales = AlignedBuffer(byteCount: layout.groupScales.count)
    rowScales = FloatBuffer(count: layout.rowCount)
  }

  /// Encodes the next `count` rows, which `values` begins with.
  ///
  /// - Returns: the offset of their values in the table's bytes, and the values.
  package func append(_ values: FloatBuffer, rowCount count: Int) -> (
    offset: Int, bytes: ByteRegion
  ) {
    precondition(rowCount + count <= layout.rowCount)
    let rowBytes = layout.data.count / layout.rowCount
    let groupBytes = layout.groupScales.count / layout.rowCount
    let width = layout.storedInputCount
    let values =
      layout.isPadded
      ? values.padded(rows: 0..<count, width: layout.inputCount, to: width) : values
    let data = AlignedBuffer(byteCount: count * rowBytes)
    let groups = AlignedBuffer(byteCount: count * groupBytes)
    let scales = FloatBuffer(count: count)
    let chunk = 64
    compute.pool.run((count + chunk - 1) / chunk) { index in
      compute.encodeTableRows(
        layout.encoding, values: values, rows: index * chunk..<min(count, (index + 1) * chunk),
        width: width, data: data, groupScales: groups, rowScales: scales)
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
  package func finish() -> [(offset: Int, bytes: ByteRegion)] {
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
  package func encodeTableRows(
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
